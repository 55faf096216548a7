package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionCountersTest {

  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whatIsOpenIsNeverNegativeWhateverHappensMeanwhile() throws Exception {
    ConnectionCounters other = new ConnectionCounters(false, null);
    ConnectionCounters counters = new ConnectionCounters(false, other);
    AtomicBoolean stop = new AtomicBoolean();
    List<Future<Integer>> servers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      servers.add(
          threads.submit(
              () -> {
                int count = 0;
                while (!stop.get()) {
                  counters.accepted();
                  counters.closed(1);
                  count++;
                }
                return count;
              }));
    }
    long lowest = 0;
    for (int i = 0; i < 500_000; i++) {
      lowest = Math.min(lowest, counters.snapshot().active());
      lowest = Math.min(lowest, other.snapshot().active());
    }
    stop.set(true);
    int count = 0;
    for (Future<Integer> server : servers) {
      count += server.get(30, TimeUnit.SECONDS);
    }

    assertThat(lowest).isZero();
    assertThat(counters.snapshot().closed()).isEqualTo(count);
    assertThat(counters.snapshot().active()).isZero();
    assertThat(other.snapshot().accepted()).isEqualTo(count);
    assertThat(other.snapshot().openNanos()).isEqualTo(count);
  }

  @Test
  void openMeansAcceptedAndNotClosed() {
    ConnectionCounters counters = new ConnectionCounters(false, null);
    assertThat(counters.areOpen()).isFalse();
    counters.accepted();
    assertThat(counters.areOpen()).isTrue();
    counters.closed(1);
    assertThat(counters.areOpen()).isFalse();
  }

  @Test
  void theBucketsOfASnapshotAreACopy() {
    ConnectionCounters counters = new ConnectionCounters(true, null);
    counters.closed(1);
    ConnectionSnapshot snapshot = counters.snapshot();
    snapshot.durations()[0] = 7;

    assertThat(snapshot.durations()).startsWith(1L);
  }
}
