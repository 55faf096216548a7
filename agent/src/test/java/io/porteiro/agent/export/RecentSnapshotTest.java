package io.porteiro.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.SampleInventory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentSnapshotTest {

  @Test
  void whoAsksAtOnceGetsTheSameAndWhoAsksLaterAnother() {
    SampleInventory inventory = new SampleInventory(10, false);
    AtomicInteger taken = new AtomicInteger();
    RecentSnapshot recent =
        new RecentSnapshot(
            () -> {
              taken.incrementAndGet();
              return inventory.snapshot();
            });
    InventorySnapshot first = recent.get();
    for (int i = 0; i < 1_000_000 && recent.get() == first; i++) {
      assertThat(taken).hasValueLessThan(3);
    }
    await().until(() -> recent.get() != first);

    assertThat(taken).hasValueGreaterThan(1);
  }
}
