package io.porteiro.agent.inventory;

import java.lang.ref.WeakReference;

/** One listening (or bound datagram) socket. Compared by identity. */
final class Listener {

  final Port port;
  final Endpoint endpoint;

  /** Bound to port 0: the system chose the number. */
  final boolean ephemeral;

  /** How many connections it asked to let wait; of no meaning for datagrams. */
  final int backlog;

  /** The agent's own: what happens on it is not the application's doing. */
  final boolean own;

  final Owner owner;
  private volatile boolean open = true;
  private WeakReference<Throwable> lastFailure;
  private final long sinceMillis = System.currentTimeMillis();

  Listener(Port port, Endpoint endpoint, boolean ephemeral, int backlog, boolean own, Owner owner) {
    this.port = port;
    this.endpoint = endpoint;
    this.ephemeral = ephemeral;
    this.backlog = backlog;
    this.own = own;
    this.owner = owner;
  }

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
    port.closed(this);
  }

  /** Whether this exception is not the one that was asked about last. */
  synchronized boolean isNews(Throwable failure) {
    boolean news = lastFailure == null || lastFailure.get() != failure;
    lastFailure = new WeakReference<>(failure);
    return news;
  }

  ListenerSnapshot snapshot() {
    return new ListenerSnapshot(endpoint, owner, sinceMillis, ephemeral);
  }
}
