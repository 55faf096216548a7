package io.porteiro.agent.inventory;

import java.util.Collections;
import java.util.List;

/** One port at one moment. Immutable. */
public final class PortSnapshot {

  static final long NOT_JUDGED = -1;

  private final Protocol protocol;
  private final String port;
  private final String service;
  private final List<ListenerSnapshot> listeners;
  private final ConnectionSnapshot connections;
  private final DatagramSnapshot datagrams;
  private final boolean kernel;
  private final long[] bindErrors;
  private final long unexpectedBinds;

  PortSnapshot(
      Protocol protocol,
      String port,
      String service,
      List<ListenerSnapshot> listeners,
      ConnectionSnapshot connections,
      DatagramSnapshot datagrams,
      boolean kernel,
      long[] bindErrors,
      long unexpectedBinds) {
    this.protocol = protocol;
    this.port = port;
    this.service = service;
    this.listeners = Collections.unmodifiableList(listeners);
    this.connections = connections;
    this.datagrams = datagrams;
    this.kernel = kernel;
    this.bindErrors = bindErrors;
    this.unexpectedBinds = unexpectedBinds;
  }

  public Protocol protocol() {
    return protocol;
  }

  /** A number, a path, {@code ephemeral} or, in bounded views, {@code other}. */
  public String port() {
    return port;
  }

  /** What the port is registered for, or an empty string. */
  public String service() {
    return service;
  }

  /** The sockets that listen on it now. */
  public List<ListenerSnapshot> listeners() {
    return listeners;
  }

  /** Null where the protocol has none. */
  public ConnectionSnapshot connections() {
    return connections;
  }

  /** Null where the protocol has none. */
  public DatagramSnapshot datagrams() {
    return datagrams;
  }

  /** Whether the operating system tells of queues and drops; what follows depends on it. */
  public boolean isKnownToKernel() {
    return kernel;
  }

  /** What waits for all its listeners, as {@link ListenerSnapshot#queue} has it. */
  public long queue() {
    long sum = 0;
    for (ListenerSnapshot listener : listeners) {
      sum += listener.queue();
    }
    return sum;
  }

  /** How many connections may wait for all its listeners, or -1 when one's limit is not known. */
  public long queueLimit() {
    long sum = 0;
    for (ListenerSnapshot listener : listeners) {
      if (listener.queueLimit() < 0) {
        return -1;
      }
      sum += listener.queueLimit();
    }
    return sum;
  }

  /** Binds that failed for this reason. */
  public long bindErrors(BindError error) {
    return bindErrors[error.ordinal()];
  }

  /** Whether there is a policy that says what is expected; what follows depends on it. */
  public boolean isJudged() {
    return unexpectedBinds != NOT_JUDGED;
  }

  /** Whether any socket listens on it that the policy does not expect. */
  public boolean isUnexpected() {
    for (ListenerSnapshot listener : listeners) {
      if (listener.isUnexpected()) {
        return true;
      }
    }
    return false;
  }

  /** How many sockets came to listen on it that the policy did not expect, in all. */
  public long unexpectedBinds() {
    return unexpectedBinds;
  }
}
