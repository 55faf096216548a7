package io.porteiro.demo;

import io.porteiro.demo.client.Clients;
import io.porteiro.demo.client.Tally;
import io.porteiro.demo.page.StatusPage;
import io.porteiro.demo.plugin.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The shared host as a whole: its services, the clients of all three and, after a while, a listener
 * nobody asked for.
 */
final class Demo implements AutoCloseable {

  private final Setup setup;
  private final Services services;
  private final Clients clients;
  private final Tally tally;
  private final Consumer<String> out;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo-later");
            thread.setDaemon(true);
            return thread;
          });
  private final CountDownLatch closed = new CountDownLatch(1);
  private Telemetry telemetry;
  private boolean resting;

  private Demo(Setup setup, Services services, Tally tally, Consumer<String> out) {
    this.setup = setup;
    this.services = services;
    this.tally = tally;
    this.out = out;
    this.clients =
        new Clients(
            services.login().address(), services.who().address(), services.page().address(), tally);
  }

  /**
   * Opens the services, or none of them.
   *
   * @param out where to say what goes on, a line or some at a time
   */
  static Demo open(Options options, Setup setup, Consumer<String> out) throws IOException {
    String metrics = "http://127.0.0.1:" + options.metricsPort() + "/metrics";
    Tally tally = new Tally();
    Services services =
        Services.open(
            options.host(),
            setup.ports(),
            (login, who) ->
                StatusPage.render(who.hosts().all(), login.sessions(), tally.summary(), metrics));
    return new Demo(setup, services, tally, out);
  }

  /** Says where the services are, lets the clients begin, and plans for the other listener. */
  synchronized void begin(Duration unexpectedAfter) {
    if (!resting) {
      out.accept(services.describe());
      clients.start(setup.pace());
      later.schedule(this::openTelemetry, unexpectedAfter.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  Services services() {
    return services;
  }

  private synchronized void openTelemetry() {
    if (resting) {
      return;
    }
    try {
      telemetry = Telemetry.listen(setup.telemetryAddress(), setup.ports().telemetry());
      out.accept("and    TCP " + Addresses.text(telemetry.address()) + ", which nobody asked for");
    } catch (IOException e) {
      out.accept("nothing listens on TCP " + setup.ports().telemetry() + ": " + e.getMessage());
    }
  }

  /** Lets the clients do no more and says what they did: from then on the numbers stay. */
  synchronized void rest() {
    if (!resting) {
      resting = true;
      clients.rest();
      out.accept(tally.summary());
    }
  }

  /** Waits for {@link #close} for so long at most. */
  void awaitClose(Duration atMost) throws InterruptedException {
    closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Comes to rest and closes everything; when this returns, all ports are free again. */
  @Override
  public synchronized void close() throws IOException {
    if (closed.getCount() == 0) {
      return;
    }
    rest();
    later.shutdownNow();
    try (services;
        clients) {
      if (telemetry != null) {
        telemetry.close();
      }
    } finally {
      closed.countDown();
    }
  }
}
