package io.porteiro.agent.export;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** A registry of the Micrometer that the agent brings. */
final class OwnRegistry implements Registry {

  private final MeterRegistry registry;

  OwnRegistry(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <T> Runnable gauge(PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value) {
    return removal(
        Gauge.builder(metric.meter, of, value)
            .tags(array(tags))
            .description(metric.description)
            .baseUnit(metric.unit)
            .register(registry));
  }

  @Override
  public <T> Runnable counter(
      PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value) {
    return removal(
        FunctionCounter.builder(metric.meter, of, value)
            .tags(array(tags))
            .description(metric.description)
            .baseUnit(metric.unit)
            .register(registry));
  }

  @Override
  public <T> Runnable timer(
      PortMetric metric,
      List<String> tags,
      T of,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalNanos) {
    // its unit is the registry's
    return removal(
        FunctionTimer.builder(metric.meter, of, count, totalNanos, TimeUnit.NANOSECONDS)
            .tags(array(tags))
            .description(metric.description)
            .register(registry));
  }

  private Runnable removal(Meter meter) {
    return () -> registry.remove(meter);
  }

  private static String[] array(List<String> tags) {
    return tags.toArray(new String[0]);
  }
}
