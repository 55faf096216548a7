package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationBucketsTest {

  @ParameterizedTest
  @CsvSource({
    "-1, 0.001",
    "0, 0.001",
    "1000000, 0.001",
    "1000001, 0.01",
    "10000000, 0.01",
    "10000001, 0.1",
    "100000000, 0.1",
    "100000001, 1",
    "1000000000, 1",
    "1000000001, 10",
    "10000000000, 10",
    "10000000001, 60",
    "60000000000, 60",
    "60000000001, 600",
    "600000000001, 3600",
    "3600000000000, 3600",
    "3600000000001, 86400",
    "86400000000000, 86400",
    "86400000000001, Infinity",
    "9223372036854775807, Infinity"
  })
  void aDurationGoesIntoTheFirstBucketThatReachesIt(long nanos, double upperBound) {
    assertThat(DurationBuckets.upperBoundsSeconds()[DurationBuckets.index(nanos)])
        .isEqualTo(upperBound);
  }

  @Test
  void theBoundsRiseToInfinity() {
    double[] bounds = DurationBuckets.upperBoundsSeconds();

    assertThat(bounds).isSorted().doesNotHaveDuplicates().hasSize(DurationBuckets.COUNT);
    assertThat(bounds[bounds.length - 1]).isInfinite();
  }

  @Test
  void theBoundsAreACopy() {
    DurationBuckets.upperBoundsSeconds()[0] = 7;

    assertThat(DurationBuckets.upperBoundsSeconds()[0]).isEqualTo(0.001);
  }
}
