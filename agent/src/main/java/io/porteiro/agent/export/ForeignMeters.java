package io.porteiro.agent.export;

import io.porteiro.agent.inventory.InventorySnapshot;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All meters in a Micrometer registry of another class loader, which is not kept alive by it. A
 * thread that reads one sees what is counted at that moment.
 */
public final class ForeignMeters {

  private final InventoryMeters meters;
  private final ForeignRegistry registry;
  private boolean bound;

  /**
   * @param registry any of Micrometer's, from 1.9 on
   * @param snapshots takes a snapshot of the inventory; asked each time that a meter is read, on
   *     the thread that reads it
   * @param errors how many errors the agent swallowed, by place
   * @param configValid whether the configuration was read without an error
   * @param version of the agent
   * @param failures is told what the registry refused, and why a snapshot could not be taken
   */
  public ForeignMeters(
      Object registry,
      Supplier<InventorySnapshot> snapshots,
      Supplier<Map<String, Long>> errors,
      BooleanSupplier configValid,
      String version,
      Consumer<Throwable> failures) {
    this.meters = new InventoryMeters(snapshots, errors, true, configValid, version);
    this.registry = new ForeignRegistry(registry, () -> show(failures), failures);
  }

  /** An application's thread gets a number that is a little old rather than an exception. */
  private void show(Consumer<Throwable> failures) {
    try {
      meters.show();
    } catch (Throwable error) {
      failures.accept(error);
    }
  }

  /** Finds out what is to be registered and removed; returns whether there is anything. */
  public boolean refresh() {
    if (bound) {
      meters.refresh();
    } else {
      bound = true;
      meters.bindTo(registry);
    }
    return registry.hasChanges();
  }

  /** Makes it so; runs code of whoever set the registry up. Never throws. */
  public void apply() {
    registry.apply();
  }

  /** Has all meters removed, by the next {@link #apply}; returns whether there are any. */
  public boolean remove() {
    meters.remove();
    return registry.hasChanges();
  }

  /** Whether nobody else knows the registry any more. */
  public boolean isGone() {
    return registry.isGone();
  }
}
