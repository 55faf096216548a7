package io.porteiro.agent.inventory;

/** The buckets of the histogram of connection durations, from a health check's to a day's. */
public final class DurationBuckets {

  private static final double[] UPPER_BOUNDS_SECONDS = {
    0.001, 0.01, 0.1, 1, 10, 60, 600, 3_600, 86_400, Double.POSITIVE_INFINITY
  };

  static final int COUNT = UPPER_BOUNDS_SECONDS.length;

  private static final long[] UPPER_BOUNDS_NANOS = new long[COUNT];

  static {
    for (int i = 0; i < COUNT; i++) {
      // infinity becomes Long.MAX_VALUE
      UPPER_BOUNDS_NANOS[i] = (long) (UPPER_BOUNDS_SECONDS[i] * 1e9);
    }
  }

  private DurationBuckets() {}

  /** In seconds, inclusive, rising; the last is infinite. */
  public static double[] upperBoundsSeconds() {
    return UPPER_BOUNDS_SECONDS.clone();
  }

  static int index(long nanos) {
    int index = 0;
    while (nanos > UPPER_BOUNDS_NANOS[index]) {
      index++;
    }
    return index;
  }
}
