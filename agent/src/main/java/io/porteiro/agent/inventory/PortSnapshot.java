package io.porteiro.agent.inventory;

import java.util.Collections;
import java.util.List;

/** One port at one moment. Immutable. */
public final class PortSnapshot {

  private final Protocol protocol;
  private final String port;
  private final String service;
  private final List<ListenerSnapshot> listeners;
  private final ConnectionSnapshot connections;
  private final DatagramSnapshot datagrams;
  private final long[] bindErrors;

  PortSnapshot(
      Protocol protocol,
      String port,
      String service,
      List<ListenerSnapshot> listeners,
      ConnectionSnapshot connections,
      DatagramSnapshot datagrams,
      long[] bindErrors) {
    this.protocol = protocol;
    this.port = port;
    this.service = service;
    this.listeners = Collections.unmodifiableList(listeners);
    this.connections = connections;
    this.datagrams = datagrams;
    this.bindErrors = bindErrors;
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

  /** Binds that failed for this reason. */
  public long bindErrors(BindError error) {
    return bindErrors[error.ordinal()];
  }
}
