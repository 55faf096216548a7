package io.porteiro.agent.export;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;

/** {@code /metrics}: Prometheus text or OpenMetrics, as the scraper accepts. */
public final class MetricsHandler implements HttpRequestHandler {

  private final InventoryMeters meters;
  private final PrometheusScrapeHandler scrapes;
  private InventorySnapshot current;

  /**
   * @param snapshots takes a snapshot of the inventory
   * @param errors how many errors the agent swallowed, by place
   * @param histogram whether connection durations are a histogram rather than a summary
   * @param configValid whether the configuration was read without an error, as it is now
   * @param version of the agent
   */
  public MetricsHandler(
      Supplier<InventorySnapshot> snapshots,
      Supplier<Map<String, Long>> errors,
      boolean histogram,
      BooleanSupplier configValid,
      String version) {
    PrometheusRegistry registry = new PrometheusRegistry();
    meters = new InventoryMeters(snapshots, errors, !histogram, configValid, version);
    meters.bindTo(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM));
    if (histogram) {
      registry.register(new DurationHistograms(() -> current));
    }
    scrapes = new PrometheusScrapeHandler(registry);
  }

  /** One scrape at a time: all its figures are of one snapshot. */
  @Override
  public synchronized void handle(
      ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context)
      throws IOException {
    current = meters.refresh();
    scrapes.handleRequest(new ScrapeExchange(request, response));
  }
}
