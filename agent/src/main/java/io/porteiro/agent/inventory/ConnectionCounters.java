package io.porteiro.agent.inventory;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the connections of one port. No locks, nothing allocated per event. Those of a port that
 * is exported together with others count for these too.
 */
final class ConnectionCounters {

  private final LongAdder accepted = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder openNanos = new LongAdder();
  private final LongAdder[] errors = adders(AcceptError.values().length);
  private final LongAdder[] durations;
  private final ConnectionCounters folded;

  /** {@code folded} are the counters that this port's are added to as well, or null. */
  ConnectionCounters(boolean histogram, ConnectionCounters folded) {
    this.durations = histogram ? adders(DurationBuckets.COUNT) : null;
    this.folded = folded;
  }

  void accepted() {
    accepted.increment();
    if (folded != null) {
      folded.accepted();
    }
  }

  /** One that was counted as accepted turned out to be none. */
  void retract() {
    accepted.decrement();
    if (folded != null) {
      folded.retract();
    }
  }

  void closed(long nanosOpen) {
    openNanos.add(nanosOpen);
    if (durations != null) {
      durations[DurationBuckets.index(nanosOpen)].increment();
    }
    closed.increment();
    if (folded != null) {
      folded.closed(nanosOpen);
    }
  }

  void failed(AcceptError error) {
    errors[error.ordinal()].increment();
    if (folded != null) {
      folded.failed(error);
    }
  }

  boolean areOpen() {
    return closed.sum() < accepted.sum();
  }

  ConnectionSnapshot snapshot() {
    // closes first: what is closed by now was accepted before, so that active is never negative
    long closed = this.closed.sum();
    return new ConnectionSnapshot(
        accepted.sum(),
        closed,
        openNanos.sum(),
        sums(errors),
        durations == null ? null : sums(durations));
  }

  static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  static long[] sums(LongAdder[] adders) {
    long[] sums = new long[adders.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = adders[i].sum();
    }
    return sums;
  }
}
