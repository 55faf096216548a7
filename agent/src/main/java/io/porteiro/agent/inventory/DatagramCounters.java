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
    received.increment();
    receivedBytes.add(bytes);
    if (folded != null) {
      folded.received(bytes);
    }
  }

  void sent(long bytes) {
    sent.increment();
    sentBytes.add(bytes);
    if (folded != null) {
      folded.sent(bytes);
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
