package io.porteiro.agent.inventory;

import java.util.concurrent.atomic.LongAdder;

/** Counts the datagrams of one port; otherwise as {@link ConnectionCounters}. */
final class DatagramCounters {

  private final LongAdder received = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final DatagramCounters folded;

  DatagramCounters(DatagramCounters folded) {
    this.folded = folded;
  }

  void received(long bytes) {
    received(1, bytes);
  }

  /** Several datagrams of that many bytes together. */
  void received(long count, long bytes) {
    received.add(count);
    receivedBytes.add(bytes);
    if (folded != null) {
      folded.received(count, bytes);
    }
  }

  void sent(long bytes) {
    sent(1, bytes);
  }

  /** As above. */
  void sent(long count, long bytes) {
    sent.add(count);
    sentBytes.add(bytes);
    if (folded != null) {
      folded.sent(count, bytes);
    }
  }

  /** By the kernel, which is asked now and then. */
  void dropped(long count) {
    dropped.add(count);
    if (folded != null) {
      folded.dropped(count);
    }
  }

  DatagramSnapshot snapshot() {
    return new DatagramSnapshot(
        received.sum(), receivedBytes.sum(), sent.sum(), sentBytes.sum(), dropped.sum());
  }
}
