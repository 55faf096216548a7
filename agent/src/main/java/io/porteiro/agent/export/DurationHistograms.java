package io.porteiro.agent.export;

import io.porteiro.agent.inventory.ConnectionSnapshot;
import io.porteiro.agent.inventory.DurationBuckets;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.Supplier;

/**
 * Connection durations as a histogram. Straight from the counters to the Prometheus client, as
 * Micrometer has no histogram that is a function.
 */
final class DurationHistograms implements Collector {

  private final Supplier<InventorySnapshot> current;

  DurationHistograms(Supplier<InventorySnapshot> current) {
    this.current = current;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("porteiro_connection_duration_seconds")
            .help(PortMetric.CONNECTION_DURATION.description);
    double[] bounds = DurationBuckets.upperBoundsSeconds();
    for (PortSnapshot port : current.get().bounded()) {
      ConnectionSnapshot connections = port.connections();
      if (connections != null) {
        histogram.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets(bounds, connections.durations()))
                .sum(connections.openNanos() / 1e9)
                .labels(
                    Labels.of(
                        "protocol",
                        port.protocol().label(),
                        "port",
                        port.port(),
                        "service",
                        port.service()))
                .build());
      }
    }
    return histogram.build();
  }

  private static ClassicHistogramBuckets buckets(double[] bounds, long[] counts) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return buckets.build();
  }
}
