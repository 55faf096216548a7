package io.porteiro.agent.inventory;

/** The connections of one port at one moment. Immutable. */
public final class ConnectionSnapshot {

  private final long accepted;
  private final long closed;
  private final long openNanos;
  private final long[] errors;
  private final long[] durations;

  ConnectionSnapshot(long accepted, long closed, long openNanos, long[] errors, long[] durations) {
    this.accepted = accepted;
    this.closed = closed;
    this.openNanos = openNanos;
    this.errors = errors;
    this.durations = durations;
  }

  /** Connections accepted since the port was first bound. */
  public long accepted() {
    return accepted;
  }

  /** Of those, the ones this process closed. */
  public long closed() {
    return closed;
  }

  /** Of those, the ones that are open; never negative. */
  public long active() {
    return accepted - closed;
  }

  /** The time from accept to close of all closed ones together, in nanoseconds. */
  public long openNanos() {
    return openNanos;
  }

  /** Accepts that failed for this reason. */
  public long errors(AcceptError error) {
    return errors[error.ordinal()];
  }

  /** Closed connections for each of {@link DurationBuckets}, or null where nobody asked for it. */
  public long[] durations() {
    return durations == null ? null : durations.clone();
  }
}
