package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DescriptorTableTest {

  private final DescriptorTable table = new DescriptorTable();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 65_535, 1_048_576})
  void anEntryIsThereFromPutToTake(int descriptor) {
    assertThat(table.get(descriptor)).isNull();
    assertThat(table.put(descriptor, "entry", 42)).isNull();
    assertThat(table.get(descriptor)).isEqualTo("entry");
    assertThat(table.nanos(descriptor)).isEqualTo(42);
    assertThat(table.take(descriptor)).isEqualTo("entry");
    assertThat(table.get(descriptor)).isNull();
    assertThat(table.take(descriptor)).isNull();
  }

  @Test
  void theTimeOutlivesTheEntry() {
    table.put(7, "entry", 42);
    table.take(7);

    assertThat(table.nanos(7)).isEqualTo(42);
  }

  @Test
  void neighboursAreLeftAlone() {
    for (int descriptor : new int[] {6, 8, 7 + 1024, 7 + 2048}) {
      table.put(descriptor, "neighbour", descriptor);
    }
    table.put(7, "entry", 7);
    table.take(7);

    for (int descriptor : new int[] {6, 8, 7 + 1024, 7 + 2048}) {
      assertThat(table.get(descriptor)).isEqualTo("neighbour");
      assertThat(table.nanos(descriptor)).isEqualTo(descriptor);
    }
  }

  @Test
  void growingKeepsWhatIsThere() {
    for (int descriptor = 0; descriptor < 5_000; descriptor++) {
      table.put(descriptor, descriptor, descriptor);
    }
    table.put(200_000, 200_000, 200_000);

    for (int descriptor = 0; descriptor < 5_000; descriptor++) {
      assertThat(table.take(descriptor)).isEqualTo(descriptor);
    }
    assertThat(table.take(200_000)).isEqualTo(200_000);
  }

  @Test
  void growingDownwardsKeepsWhatIsThere() {
    table.put(200_000, "high", 1);
    table.put(3, "low", 2);

    assertThat(table.get(200_000)).isEqualTo("high");
    assertThat(table.get(3)).isEqualTo("low");
    assertThat(table.get(100_000)).isNull();
  }

  @Test
  void aPutReturnsWhatItReplaces() {
    table.put(7, "first", 1);

    assertThat(table.put(7, "second", 2)).isEqualTo("first");
    assertThat(table.get(7)).isEqualTo("second");
    assertThat(table.nanos(7)).isEqualTo(2);
  }

  @Test
  void onlyTheVeryEntryIsRemoved() {
    Object entry = new Object();
    table.put(7, entry, 1);

    assertThat(table.remove(7, new Object())).isFalse();
    assertThat(table.get(7)).isSameAs(entry);
    assertThat(table.remove(7, entry)).isTrue();
    assertThat(table.get(7)).isNull();
    assertThat(table.remove(7, entry)).isFalse();
    assertThat(table.remove(200_000, entry)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, -1024, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void whatIsNoDescriptorHasNoEntry(int descriptor) {
    table.put(0, "entry", 1);
    table.put(1023, "entry", 1);

    assertThat(table.get(descriptor)).isNull();
    assertThat(table.take(descriptor)).isNull();
    assertThat(table.remove(descriptor, "entry")).isFalse();
  }

  @Test
  void ofTwoThreadsThatTakeTheSameEntryOneGetsIt() throws Exception {
    int rounds = 10_000;
    int entries = 32;
    AtomicInteger ready = new AtomicInteger();
    List<Future<Integer>> takers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      takers.add(
          threads.submit(
              () -> {
                int taken = 0;
                for (int round = 1; round <= rounds; round++) {
                  // not a barrier of the JDK's: its threads do not wake at the same moment
                  if (ready.incrementAndGet() == 3 * round - 1) {
                    for (int descriptor = 0; descriptor < entries; descriptor++) {
                      table.put(descriptor, "entry", round);
                    }
                    ready.incrementAndGet();
                  }
                  for (int spins = 0; ready.get() < 3 * round; spins++) {
                    if (spins > 1_000) {
                      Thread.yield();
                    }
                  }
                  for (int descriptor = 0; descriptor < entries; descriptor++) {
                    if (table.take(descriptor) != null) {
                      taken++;
                    }
                  }
                }
                return taken;
              }));
    }

    int taken = 0;
    for (Future<Integer> taker : takers) {
      taken += taker.get(50, TimeUnit.SECONDS);
    }
    assertThat(taken).isEqualTo(rounds * entries);
  }

  @Test
  void nothingIsLostWhenSeveralThreadsGrowAtOnce() throws Exception {
    for (int round = 0; round < 200; round++) {
      DescriptorTable growing = new DescriptorTable();
      CyclicBarrier barrier = new CyclicBarrier(4);
      List<Future<?>> putters = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread;
        putters.add(
            threads.submit(
                () -> {
                  barrier.await(30, TimeUnit.SECONDS);
                  for (int descriptor = first; descriptor < 20 * 512; descriptor += 512) {
                    growing.put(descriptor, descriptor, descriptor);
                  }
                  return null;
                }));
      }
      for (Future<?> putter : putters) {
        putter.get(50, TimeUnit.SECONDS);
      }
      for (int thread = 0; thread < 4; thread++) {
        for (int descriptor = thread; descriptor < 20 * 512; descriptor += 512) {
          assertThat(growing.get(descriptor)).isEqualTo(descriptor);
        }
      }
    }
  }
}
