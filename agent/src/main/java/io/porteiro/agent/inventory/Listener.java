package io.porteiro.agent.inventory;

/** One listening (or bound datagram) socket. Compared by identity. */
final class Listener {

  final Port port;
  final Endpoint endpoint;

  /** Bound to port 0: the system chose the number. */
  final boolean ephemeral;

  /** The agent's own: what happens on it is not the application's doing. */
  final boolean own;

  final Owner owner;
  private volatile boolean open = true;
  private final long sinceMillis = System.currentTimeMillis();

  Listener(Port port, Endpoint endpoint, boolean ephemeral, boolean own, Owner owner) {
    this.port = port;
    this.endpoint = endpoint;
    this.ephemeral = ephemeral;
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

  ListenerSnapshot snapshot() {
    return new ListenerSnapshot(endpoint, owner, sinceMillis, ephemeral);
  }
}
