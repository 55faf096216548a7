package io.porteiro.agent.export;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All meters of one registry, over one snapshot at a time. One thread at a time binds, refreshes
 * and removes; any may have them show a new snapshot meanwhile.
 */
final class InventoryMeters implements MeterBinder {

  private final Supplier<InventorySnapshot> snapshots;
  private final Supplier<Map<String, Long>> errors;
  private final boolean durations;
  private final BooleanSupplier configValid;
  private final String version;
  private final Map<List<String>, PortMeters> ports = new ConcurrentHashMap<>();
  private final List<Runnable> removals = new ArrayList<>();
  private final Set<String> places = new HashSet<>();
  private volatile InventorySnapshot current;
  private Registry registry;

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
    bindTo(new OwnRegistry(registry));
  }

  void bindTo(Registry registry) {
    this.registry = registry;
    refresh();
    removals.add(
        registry.counter(
            PortMetric.PORTS_FOLDED, Collections.emptyList(), this, m -> m.current.folded()));
    removals.add(
        registry.gauge(
            PortMetric.CONFIG_VALID,
            Collections.emptyList(),
            this,
            m -> m.configValid.getAsBoolean() ? 1 : 0));
    removals.add(
        registry.gauge(
            PortMetric.BUILD_INFO,
            Arrays.asList("version", version, "java_version", System.getProperty("java.version")),
            this,
            m -> 1));
  }

  /** Takes a new snapshot; ports that came get meters, ports that went lose theirs. */
  InventorySnapshot refresh() {
    InventorySnapshot snapshot = show();
    Set<List<String>> present = new HashSet<>();
    for (PortSnapshot port : snapshot.bounded()) {
      List<String> tags = PortMeters.tags(port);
      present.add(tags);
      PortMeters meters = ports.get(tags);
      if (meters == null) {
        ports.put(tags, new PortMeters(registry, port, durations));
      } else {
        meters.update();
      }
    }
    for (Iterator<Map.Entry<List<String>, PortMeters>> all = ports.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<List<String>, PortMeters> entry = all.next();
      if (!present.contains(entry.getKey())) {
        all.remove();
        entry.getValue().remove();
      }
    }
    for (String where : errors.get().keySet()) {
      if (places.add(where)) {
        removals.add(
            registry.counter(
                PortMetric.AGENT_ERRORS,
                Arrays.asList("where", where),
                this,
                m -> m.errors.get().getOrDefault(where, 0L)));
      }
    }
    return snapshot;
  }

  /** Takes a new snapshot, which the meters that are there show from now on. */
  synchronized InventorySnapshot show() {
    InventorySnapshot snapshot = snapshots.get();
    if (snapshot != current) {
      for (PortSnapshot port : snapshot.bounded()) {
        PortMeters meters = ports.get(PortMeters.tags(port));
        if (meters != null) {
          meters.show(port);
        }
      }
      current = snapshot;
    }
    return snapshot;
  }

  /** Removes all from the registry. */
  void remove() {
    ports.values().forEach(PortMeters::remove);
    ports.clear();
    removals.forEach(Runnable::run);
    removals.clear();
    places.clear();
  }
}
