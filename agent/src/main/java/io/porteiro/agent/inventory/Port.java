package io.porteiro.agent.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** One port: its counters, and who listens on it now. */
final class Port {

  /** The label of the port that others are folded into. */
  static final String OTHER = "other";

  final Protocol protocol;

  /** The number, a path, {@code ephemeral} or {@code other}. */
  final String label;

  /** Null where the protocol knows none; so for datagrams. */
  final ConnectionCounters connections;

  final DatagramCounters datagrams;

  /** The port that stands for this one in bounded views, or null for one that stands for itself. */
  final Port folded;

  private final LongAdder unexpectedBinds = new LongAdder();
  private final LongAdder[] bindErrors = ConnectionCounters.adders(BindError.values().length);
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile long idleSinceNanos;

  /** Null until it was looked up. */
  private volatile String service;

  Port(Protocol protocol, String label, boolean histogram, Port folded) {
    this.protocol = protocol;
    this.label = label;
    this.folded = folded;
    boolean connected = protocol.hasConnections();
    this.connections =
        connected
            ? new ConnectionCounters(histogram, folded == null ? null : folded.connections)
            : null;
    this.datagrams =
        connected ? null : new DatagramCounters(folded == null ? null : folded.datagrams);
    this.idleSinceNanos = System.nanoTime();
  }

  void opened(Listener listener) {
    listeners.add(listener);
    if (folded != null) {
      folded.opened(listener);
    }
  }

  void closed(Listener listener) {
    listeners.remove(listener);
    idleSinceNanos = System.nanoTime();
    if (folded != null) {
      folded.closed(listener);
    }
  }

  void bindFailed(BindError error) {
    bindErrors[error.ordinal()].increment();
    if (folded != null) {
      folded.bindFailed(error);
    }
  }

  /** A socket listens on it that the policy does not expect. */
  void unexpectedlyBound() {
    unexpectedBinds.increment();
    if (folded != null) {
      folded.unexpectedlyBound();
    }
  }

  /** Whether nothing of it is open. */
  boolean isIdle() {
    return listeners.isEmpty() && (connections == null || !connections.areOpen());
  }

  /** When the last listener closed, as {@link System#nanoTime} has it. */
  long idleSinceNanos() {
    return idleSinceNanos;
  }

  /** {@code tcp/513}, as service files have it. */
  String key() {
    return protocol.label() + '/' + label;
  }

  String service() {
    return service;
  }

  void service(String name) {
    service = name;
  }

  /** Those that are open. */
  Set<Listener> listeners() {
    return listeners;
  }

  /**
   * @param somaxconn the most connections that may wait for any listener; 0 when the kernel is not
   *     asked
   * @param judged whether there is a policy that says what is expected
   */
  PortSnapshot snapshot(int somaxconn, boolean judged) {
    List<ListenerSnapshot> open = new ArrayList<>();
    for (Listener listener : listeners) {
      open.add(listener.snapshot(somaxconn));
    }
    return new PortSnapshot(
        protocol,
        label,
        service == null ? "" : service,
        open,
        connections == null ? null : connections.snapshot(),
        datagrams == null ? null : datagrams.snapshot(),
        somaxconn > 0 && protocol.hasKernelQueue(),
        ConnectionCounters.sums(bindErrors),
        judged ? unexpectedBinds.sum() : PortSnapshot.NOT_JUDGED);
  }
}
