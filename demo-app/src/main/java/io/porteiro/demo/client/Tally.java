package io.porteiro.demo.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the demo's own clients did, to compare with the metrics.
 *
 * <p>A connection counts from the moment it is established, whatever becomes of it, because that is
 * when the other side has one to accept.
 */
public final class Tally {

  private final AtomicLong loginMade = new AtomicLong();
  private final AtomicLong loginOpen = new AtomicLong();
  private final AtomicLong whoSent = new AtomicLong();
  private final AtomicLong pageMade = new AtomicLong();

  void loginOpened() {
    loginMade.incrementAndGet();
    loginOpen.incrementAndGet();
  }

  void loginClosed() {
    loginOpen.decrementAndGet();
  }

  void whoSent() {
    whoSent.incrementAndGet();
  }

  void pageOpened() {
    pageMade.incrementAndGet();
  }

  /** One line with all numbers. */
  public String summary() {
    return "login: %d connections made by the demo's clients, %d open; who: %d packets sent; page: %d requests made"
        .formatted(loginMade.get(), loginOpen.get(), whoSent.get(), pageMade.get());
  }
}
