package io.porteiro.agent.micrometer;

import io.porteiro.agent.export.ForeignMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the meters in the Micrometers that the application has. Nothing tells when one comes, so it
 * looks every few seconds, so seldom that it is not felt.
 */
public final class ApplicationMeters {

  /** So many times as long as a look takes, none is taken, within these bounds. */
  private static final long LOOK_SHARE = 1_000;

  private static final long MIN_PAUSE_MILLIS = 2_000;
  private static final long MAX_PAUSE_MILLIS = 5_000;

  private final ClassTable classes;
  private final Function<Object, ForeignMeters> meters;
  private final ThreadFactory threads;
  private final Consumer<Throwable> failures;
  private final MetricsClasses metrics;
  private final List<Application> applications = new ArrayList<>();
  private long lookNanos = System.nanoTime();

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
    long share = TimeUnit.NANOSECONDS.toMillis((end - start) * LOOK_SHARE);
    long pauseMillis = Math.max(MIN_PAUSE_MILLIS, Math.min(share, MAX_PAUSE_MILLIS));
    lookNanos = end + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
  }

  /** Removes all meters, as long as that takes no time to speak of. */
  public void leave() throws InterruptedException {
    for (Application application : applications) {
      application.leave();
    }
  }
}
