package io.porteiro.otlp;

import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A registry whose meters are pushed when this is run, again and again, and once more when it is
 * closed. How often, with which headers and for which resource is what the environment variables
 * {@code OTEL_...} say. The only class that the agent names.
 */
public final class OtlpExporter implements Supplier<Object>, Runnable, AutoCloseable {

  private final OtlpMeterRegistry registry;

  /**
   * @param url what is posted to
   * @param threads makes the one thread that pushes
   * @param complaints is told in one sentence why a push fails, once until one succeeds
   * @throws RuntimeException when an environment variable has a value that it cannot have
   */
  public OtlpExporter(String url, ThreadFactory threads, Consumer<String> complaints) {
    this.registry =
        OtlpMeterRegistry.builder(new Settings(url))
            .threadFactory(threads)
            .metricsSender(new Sender(complaints))
            .build();
  }

  /** The registry. */
  @Override
  public Object get() {
    return registry;
  }

  /**
   * Pushes now. Micrometer alone would begin at some time within the first interval, and a JVM that
   * ends sooner would have to load, while it ends, all that pushes.
   */
  @Override
  public void run() {
    try {
      Method publish = OtlpMeterRegistry.class.getDeclaredMethod("publish");
      publish.setAccessible(true);
      publish.invoke(registry);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }

  /** All but the URL is from the environment, as {@link OtlpConfig} reads it. */
  private static final class Settings implements OtlpConfig {

    private final String url;

    Settings(String url) {
      this.url = url;
    }

    @Override
    public String get(String key) {
      return null;
    }

    @Override
    public String url() {
      return url;
    }

    /** As the endpoint has them, and as OpenTelemetry wants durations to be. */
    @Override
    public TimeUnit baseTimeUnit() {
      return TimeUnit.SECONDS;
    }
  }
}
