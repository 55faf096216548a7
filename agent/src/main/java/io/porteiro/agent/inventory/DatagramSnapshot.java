package io.porteiro.agent.inventory;

/** The datagrams of one port at one moment. Immutable. */
public final class DatagramSnapshot {

  private final long received;
  private final long receivedBytes;
  private final long sent;
  private final long sentBytes;
  private final long dropped;

  DatagramSnapshot(long received, long receivedBytes, long sent, long sentBytes, long dropped) {
    this.received = received;
    this.receivedBytes = receivedBytes;
    this.sent = sent;
    this.sentBytes = sentBytes;
    this.dropped = dropped;
  }

  /** Datagrams that the process received since the port was first bound. */
  public long received() {
    return received;
  }

  /** Their payload, in bytes. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Datagrams that the process sent from the port. */
  public long sent() {
    return sent;
  }

  /** Their payload, in bytes. */
  public long sentBytes() {
    return sentBytes;
  }

  /**
   * Datagrams that the kernel dropped, as the socket's buffer was full; 0 where it does not tell.
   */
  public long dropped() {
    return dropped;
  }
}
