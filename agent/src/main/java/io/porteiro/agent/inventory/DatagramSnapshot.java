package io.porteiro.agent.inventory;

/** The datagrams of one port at one moment. Immutable. */
public final class DatagramSnapshot {

  private final long received;
  private final long receivedBytes;
  private final long sent;
  private final long sentBytes;

  DatagramSnapshot(long received, long receivedBytes, long sent, long sentBytes) {
    this.received = received;
    this.receivedBytes = receivedBytes;
    this.sent = sent;
    this.sentBytes = sentBytes;
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
}
