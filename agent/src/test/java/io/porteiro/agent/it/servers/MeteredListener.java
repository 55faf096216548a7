package io.porteiro.agent.it.servers;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** The code of a web application that has a Micrometer, to be put into its folder of classes. */
@WebListener
public final class MeteredListener implements ServletContextListener {

  /** A class of the application's, in a variable of whatever thread runs its code. */
  private static final ThreadLocal<Left> left = new ThreadLocal<>();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry
        .config()
        .onMeterAdded(
            meter -> {
              if (meter.getId().getName().startsWith("porteiro.")) {
                left.set(new Left());
              }
            });
    Metrics.addRegistry(registry);
    Metrics.counter("application").increment();
  }

  private static final class Left {}
}
