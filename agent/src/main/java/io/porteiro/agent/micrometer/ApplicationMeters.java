package io.porteiro.agent.micrometer;

import io.porteiro.agent.export.ForeignMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the meters in the Micrometers that the application has, for as long as it runs. Nothing
 * tells when one comes, so it looks: often while classes are loaded, seldom later, and never so
 * long that it would be felt.
 */
public final class ApplicationMeters {

  private static final long ROUND_MILLIS = 1_000;

  /** The longest time between two looks, however little happens. */
  private static final long IDLE_LOOK_MILLIS = 10_000;

  /** So many times as long as a look takes, none is taken. */
  private static final long LOOK_SHARE = 1_000;

  /** More new classes than this, or fewer by more, and the application is loading some. */
  private static final int BUSY_CLASSES = 100;

  private final ClassTable classes;
  private final Function<Object, ForeignMeters> meters;
  private final ThreadFactory threads;
  private final Consumer<Throwable> failures;
  private final MetricsClasses metrics;
  private final List<Application> applications = new ArrayList<>();
  private long lookNanos = System.nanoTime();
  private long pauseMillis;

  /**
   * @param meters makes them for a registry
   * @param threads makes the threads on which code of the application's runs
   * @param failures is told what did not work
   */
  public ApplicationMeters(
      ClassTable classes,
      Function<Object, ForeignMeters> meters,
      ThreadFactory threads,
      Consumer<Throwable> failures) {
    this.classes = classes;
    this.meters = meters;
    this.threads = threads;
    this.failures = failures;
    this.metrics = new MetricsClasses(classes);
  }

  /** One round; to be called again and again by one thread, about once a second. */
  public void round() throws InterruptedException {
    if (System.nanoTime() - lookNanos >= 0) {
      look();
    }
    for (Application application : applications) {
      try {
        application.refresh();
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        failures.accept(e);
      }
    }
  }

  private void look() {
    long start = System.nanoTime();
    int before = metrics.count();
    try {
      applications.removeIf(Application::isGone);
      for (Class<?> found : metrics.find()) {
        if (applications.stream().noneMatch(application -> application.is(found))) {
          applications.add(new Application(found, classes, meters, threads));
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      failures.accept(e);
    }
    long end = System.nanoTime();
    boolean busy = Math.abs(metrics.count() - before) > BUSY_CLASSES;
    long least = Math.max(ROUND_MILLIS, TimeUnit.NANOSECONDS.toMillis((end - start) * LOOK_SHARE));
    pauseMillis = busy ? least : Math.max(least, Math.min(2 * pauseMillis, IDLE_LOOK_MILLIS));
    lookNanos = end + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
  }

  /** Removes all meters, as long as that takes no time to speak of. */
  public void leave() throws InterruptedException {
    for (Application application : applications) {
      application.leave();
    }
  }
}
