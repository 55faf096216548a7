package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelConnection;

/** One open connection of a port, seen from this side, at one moment. Immutable. */
public final class PeerSnapshot {

  private final KernelConnection connection;
  private final long sinceMillis;

  PeerSnapshot(KernelConnection connection, long sinceMillis) {
    this.connection = connection;
    this.sinceMillis = sinceMillis;
  }

  /** The other end's address (IPv6 as in RFC 5952). */
  public String address() {
    return Endpoint.text(connection.peerAddress());
  }

  /** The other end's port. */
  public int port() {
    return connection.peerPort();
  }

  /** The address of this end, which tells more than the listener's where that is a wildcard. */
  public String localAddress() {
    return Endpoint.text(connection.localAddress());
  }

  /**
   * When it was accepted, in milliseconds since the epoch; 0 when no hook saw that, as it was
   * before the agent came.
   */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** {@code ESTABLISHED}, {@code CLOSE_WAIT} and so on, as the kernel's tcp_states.h has it. */
  public String state() {
    return connection.state();
  }

  /** How many bytes were sent that the other end has not acknowledged, those yet to go included. */
  public long sendQueue() {
    return connection.sendQueue();
  }

  /** How many bytes came that the application has not read. */
  public long receiveQueue() {
    return connection.receiveQueue();
  }
}
