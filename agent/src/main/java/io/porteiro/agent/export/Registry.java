package io.porteiro.agent.export;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A registry of Micrometer's: the agent's own, or one of another class loader. Meters are functions
 * of an object, which the caller keeps; tags are names and values in turn. What a method returns
 * removes the meter.
 */
interface Registry {

  <T> Runnable gauge(PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value);

  <T> Runnable counter(PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value);

  <T> Runnable timer(
      PortMetric metric,
      List<String> tags,
      T of,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalNanos);
}
