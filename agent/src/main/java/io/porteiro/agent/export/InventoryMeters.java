package io.porteiro.agent.export;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** All meters, over one snapshot at a time. */
final class InventoryMeters implements MeterBinder {

  private final Supplier<InventorySnapshot> snapshots;
  private final Supplier<Map<String, Long>> errors;
  private final boolean durations;
  private final BooleanSupplier configValid;
  private final String version;
  private final Map<Tags, PortMeters> ports = new HashMap<>();
  private final Set<String> places = new HashSet<>();
  private InventorySnapshot current;
  private MeterRegistry registry;

  /**
   * @param durations whether connection durations are among the meters, or exported elsewhere
   */
  InventoryMeters(
      Supplier<InventorySnapshot> snapshots,
      Supplier<Map<String, Long>> errors,
      boolean durations,
      BooleanSupplier configValid,
      String version) {
    this.snapshots = snapshots;
    this.errors = errors;
    this.durations = durations;
    this.configValid = configValid;
    this.version = version;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    this.registry = registry;
    refresh();
    FunctionCounter.builder(PortMetric.PORTS_FOLDED.meter, this, m -> m.current.folded())
        .description(PortMetric.PORTS_FOLDED.description)
        .register(registry);
    Gauge.builder(PortMetric.CONFIG_VALID.meter, this, m -> m.configValid.getAsBoolean() ? 1 : 0)
        .description(PortMetric.CONFIG_VALID.description)
        .register(registry);
    Gauge.builder(PortMetric.BUILD_INFO.meter, this, m -> 1)
        .tags("version", version, "java_version", System.getProperty("java.version"))
        .description(PortMetric.BUILD_INFO.description)
        .register(registry);
  }

  /** Takes a new snapshot; ports that came get meters, ports that went lose theirs. */
  InventorySnapshot refresh() {
    current = snapshots.get();
    Set<Tags> present = new HashSet<>();
    for (PortSnapshot port : current.bounded()) {
      Tags tags = PortMeters.tags(port);
      present.add(tags);
      PortMeters meters = ports.get(tags);
      if (meters == null) {
        ports.put(tags, new PortMeters(registry, port, durations));
      } else {
        meters.update(port);
      }
    }
    ports
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !present.contains(entry.getKey());
              if (gone) {
                entry.getValue().remove();
              }
              return gone;
            });
    for (String where : errors.get().keySet()) {
      if (places.add(where)) {
        FunctionCounter.builder(
                PortMetric.AGENT_ERRORS.meter, this, m -> m.errors.get().getOrDefault(where, 0L))
            .tag("where", where)
            .description(PortMetric.AGENT_ERRORS.description)
            .register(registry);
      }
    }
    return current;
  }
}
