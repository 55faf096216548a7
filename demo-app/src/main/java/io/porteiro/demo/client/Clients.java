package io.porteiro.demo.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clients inside the demo: one thread that takes a step of each at a slow and steady pace.
 *
 * <p>{@link #rest} stops the pace between two steps, never within one, so that from then on the
 * {@link Tally} stands still and is exact.
 */
public final class Clients implements AutoCloseable {

  private static final long REST_SECONDS = 10;

  private final LoginClients login;
  private final WhoClients who;
  private final PageClient page;
  private final ScheduledThreadPoolExecutor thread;

  /** Makes clients of these servers, which do nothing yet. */
  public Clients(
      InetSocketAddress login, InetSocketAddress who, InetSocketAddress page, Tally tally) {
    this.login = new LoginClients(reachable(login), tally);
    this.who = new WhoClients(reachable(who), tally);
    this.page = new PageClient(reachable(page), tally);
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread created = new Thread(task, "demo-clients");
              created.setDaemon(true);
              return created;
            });
  }

  /**
   * Lets the clients begin.
   *
   * @param pace the time between two steps of who; login and page take one every two times that
   */
  public void start(Duration pace) {
    every(pace.multipliedBy(2), login::step);
    every(pace, who::step);
    every(pace.multipliedBy(2), page::step);
  }

  private void every(Duration pace, Runnable step) {
    thread.scheduleAtFixedRate(step, 0, pace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A server on all addresses is reached at the loopback address. */
  private static InetSocketAddress reachable(InetSocketAddress server) {
    return server.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort())
        : server;
  }

  /** Takes no more steps: returns when the last one is over, with connections left open. */
  public void rest() {
    // Tasks that repeat are cancelled by this, one that runs is not interrupted.
    thread.shutdown();
    try {
      thread.awaitTermination(REST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connections, after {@link #rest}. */
  @Override
  public void close() throws IOException {
    rest();
    login.close();
    who.close();
  }
}
