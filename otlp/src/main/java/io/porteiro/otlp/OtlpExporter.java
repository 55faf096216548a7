package io.porteiro.otlp;

import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
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
   * @param complaints is told in one sentence each which variable is not right, and why a push
   *     fails, once until one succeeds
   */
  public OtlpExporter(String url, ThreadFactory threads, Consumer<String> complaints) {
    this.registry =
        OtlpMeterRegistry.builder(new Settings(url, complaints))
            .threadFactory(threads)
            .metricsSender(new Sender(url, complaints))
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
}
