package io.porteiro.agent.export;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A registry of a Micrometer that another class loader has, from 1.9 on. It is reached by
 * reflection and given types of the JDK alone. Nothing of it is kept alive: what is remembered of
 * it, its meters included, are weak references, and methods are looked up anew each time.
 *
 * <p>What is asked for is done by {@link #apply}, as to register or to remove a meter runs code of
 * whoever set the registry up: the caller chooses the thread. Not safe for use by several threads
 * at a time. What the other registry refuses is told once and not tried again.
 */
final class ForeignRegistry implements Registry {

  private final WeakReference<Object> registry;
  private final Runnable beforeRead;
  private final Consumer<Throwable> failures;
  private final Queue<Change> changes = new ArrayDeque<>();

  /**
   * @param beforeRead what is to be done before a meter is read, on the thread that reads it
   */
  ForeignRegistry(Object registry, Runnable beforeRead, Consumer<Throwable> failures) {
    this.registry = new WeakReference<>(registry);
    this.beforeRead = beforeRead;
    this.failures = failures;
  }

  @Override
  public <T> Runnable gauge(PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value) {
    return number("Gauge", metric, tags, of, value);
  }

  @Override
  public <T> Runnable counter(
      PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value) {
    return number("FunctionCounter", metric, tags, of, value);
  }

  private <T> Runnable number(
      String type, PortMetric metric, List<String> tags, T of, ToDoubleFunction<T> value) {
    Class<?>[] parameters = {String.class, Object.class, ToDoubleFunction.class};
    return add(type, parameters, metric, metric.unit, tags, metric.meter, of, reading(value));
  }

  @Override
  public <T> Runnable timer(
      PortMetric metric,
      List<String> tags,
      T of,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalNanos) {
    Class<?>[] parameters = {
      String.class, Object.class, ToLongFunction.class, ToDoubleFunction.class, TimeUnit.class
    };
    ToLongFunction<T> counted =
        o -> {
          beforeRead.run();
          return count.applyAsLong(o);
        };
    return add(
        "FunctionTimer",
        parameters,
        metric,
        // its unit is the registry's
        null,
        tags,
        metric.meter,
        of,
        counted,
        reading(totalNanos),
        TimeUnit.NANOSECONDS);
  }

  private <T> ToDoubleFunction<T> reading(ToDoubleFunction<T> value) {
    return o -> {
      beforeRead.run();
      return value.applyAsDouble(o);
    };
  }

  private Runnable add(
      String type,
      Class<?>[] parameters,
      PortMetric metric,
      String unit,
      List<String> tags,
      Object... arguments) {
    Registered registered = new Registered();
    changes.add(
        micrometer -> {
          Object builder = micrometer.builder(type, parameters, arguments);
          micrometer.describe(builder, tags.toArray(new String[0]), metric.description, unit);
          registered.meter = new WeakReference<>(micrometer.register(builder));
        });
    return () -> changes.add(registered);
  }

  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** Whether nobody else knows the registry any more. */
  boolean isGone() {
    return registry.get() == null;
  }

  /** Does what was asked for since the last time. Never throws. */
  void apply() {
    Object target = registry.get();
    Micrometer micrometer = null;
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      try {
        if (target != null) {
          micrometer = micrometer == null ? new Micrometer(target) : micrometer;
          change.applyTo(micrometer);
        }
      } catch (InvocationTargetException e) {
        failures.accept(e.getCause());
      } catch (Throwable e) {
        failures.accept(e);
      }
    }
  }

  private interface Change {

    void applyTo(Micrometer micrometer) throws ReflectiveOperationException;
  }

  /** A meter of the other registry's; as a change, its removal. */
  private static final class Registered implements Change {

    /** Null as long as it is not registered, or when it was refused. */
    WeakReference<Object> meter;

    @Override
    public void applyTo(Micrometer micrometer) throws ReflectiveOperationException {
      Object registered = meter == null ? null : meter.get();
      if (registered != null) {
        micrometer.remove(registered);
      }
    }
  }
}
