package io.porteiro.agent.micrometer;

import io.porteiro.agent.export.ForeignMeters;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * An application that has a Micrometer, known by its class {@code Metrics}, which is not kept
 * alive. Its global registry gets the meters when it is in use: the class was initialised by the
 * application, and the registries in it have been the same for two looks, so that it is set up with
 * its filters.
 */
final class Application {

  /** How long a change is waited for: it runs filters and listeners of the application's. */
  private static final long VISIT_MILLIS = 10_000;

  private final WeakReference<Class<?>> metrics;
  private final ClassTable classes;
  private final Function<Object, ForeignMeters> meters;
  private final ThreadFactory threads;
  private int registries;
  private boolean unusable;
  private ForeignMeters bound;

  /** Null when there is none. */
  private Thread visitor;

  /**
   * @param meters makes them for a registry
   * @param threads makes the threads on which code of the application's runs
   */
  Application(
      Class<?> metrics,
      ClassTable classes,
      Function<Object, ForeignMeters> meters,
      ThreadFactory threads) {
    this.metrics = new WeakReference<>(metrics);
    this.classes = classes;
    this.meters = meters;
    this.threads = threads;
  }

  boolean is(Class<?> type) {
    return metrics.get() == type;
  }

  /** Whether its loader was let go. */
  boolean isGone() {
    return metrics.get() == null;
  }

  /** Registers and removes what there is to. */
  void refresh() throws ReflectiveOperationException, InterruptedException {
    if (unusable || isGone() || isVisited()) {
      return;
    }
    if (bound == null) {
      Object registry = settledRegistry();
      if (registry == null) {
        return;
      }
      bound = meters.apply(registry);
    }
    if (bound.refresh()) {
      visit();
    }
  }

  /** Null as long as the application does not use it. */
  private Object settledRegistry() throws ReflectiveOperationException {
    Class<?> type = metrics.get();
    if (type == null || !classes.isInitialized(type)) {
      return null;
    }
    try {
      return settledRegistry(type);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // another library of that name
      unusable = true;
      throw e;
    }
  }

  private Object settledRegistry(Class<?> type) throws ReflectiveOperationException {
    Object registry = type.getField("globalRegistry").get(null);
    Collection<?> children =
        (Collection<?>) registry.getClass().getMethod("getRegistries").invoke(registry);
    int before = registries;
    registries = children.size();
    return registries > 0 && registries == before ? registry : null;
  }

  /** Removes all meters. */
  void leave() throws InterruptedException {
    if (bound != null && !isVisited() && bound.remove()) {
      visit();
    }
  }

  private boolean isVisited() {
    if (visitor != null && !visitor.isAlive()) {
      visitor = null;
    }
    return visitor != null;
  }

  /**
   * On a thread that ends: what the application's code leaves in a thread's variables would keep
   * its loader alive.
   */
  private void visit() throws InterruptedException {
    ForeignMeters changed = bound;
    WeakReference<Class<?>> type = metrics;
    visitor =
        threads.newThread(
            () -> {
              Class<?> visited = type.get();
              if (visited != null) {
                Thread.currentThread().setContextClassLoader(visited.getClassLoader());
                changed.apply();
              }
            });
    visitor.start();
    visitor.join(VISIT_MILLIS);
    isVisited();
  }
}
