package io.porteiro.agent.jmx;

import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.ListenerObserver;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServer;

/**
 * Registers the beans as soon as there is a platform MBeanServer, keeps them as the inventory is,
 * and sends the notifications: what a thread of the agent's does for as long as the agent is there.
 * Looks once a second, and at once when a listener comes or goes.
 */
public final class JmxView implements Runnable, AutoCloseable {

  private static final long ROUND_NANOS = 1_000_000_000L;

  private final InventoryView inventory;
  private final AgentFacts agent;
  private final Consumer<ListenerObserver> observe;
  private final Consumer<ListenerObserver> observeNoMore;
  private volatile ListenerNews news;
  private volatile PortBeans beans;
  private volatile boolean closed;

  /**
   * @param observe has an observer be told of listeners from now on
   * @param observeNoMore has it be told no more
   */
  public JmxView(
      InventoryView inventory,
      AgentFacts agent,
      Consumer<ListenerObserver> observe,
      Consumer<ListenerObserver> observeNoMore) {
    this.inventory = inventory;
    this.agent = agent;
    this.observe = observe;
    this.observeNoMore = observeNoMore;
  }

  @Override
  public void run() {
    try {
      MBeanServer server = await();
      if (server != null) {
        show(server);
      }
    } catch (Throwable error) {
      agent.failed(error);
    }
  }

  /** Null when this is closed before there is one. */
  private MBeanServer await() throws JMException {
    MBeanServer server = null;
    while (!closed && server == null) {
      server = PlatformServer.find();
      if (server == null) {
        LockSupport.parkNanos(this, ROUND_NANOS);
      }
    }
    return server;
  }

  private void show(MBeanServer server) {
    news = new ListenerNews(Thread.currentThread());
    PortsBean whole = new PortsBean(inventory, agent, news::dropped);
    NotificationSender sender = new NotificationSender(news, inventory, BeanNames.ports(), whole);
    beans = new PortBeans(server, inventory, whole);
    observe.accept(news);
    if (closed) {
      observeNoMore.accept(news);
    }
    while (!closed) {
      round(whole, sender);
      if (news.isEmpty()) {
        LockSupport.parkNanos(this, ROUND_NANOS);
      }
    }
  }

  private void round(PortsBean whole, NotificationSender sender) {
    // whoever was called may have left it set, and then nothing would ever be waited for
    Thread.interrupted();
    try {
      if (whole.hasSubscribers()) {
        // finds listeners that only the kernel knows of
        inventory.reconcile();
      }
      // first: whoever is told of a port may want to read its bean
      beans.update();
      sender.send();
    } catch (Throwable error) {
      agent.failed(error);
    }
  }

  /** Unregisters the beans and has the thread end; waits for nobody. */
  @Override
  public void close() {
    closed = true;
    if (news != null) {
      observeNoMore.accept(news);
    }
    PortBeans registered = beans;
    try {
      if (registered != null) {
        registered.close();
      }
    } catch (Exception e) {
      agent.failed(e);
    }
  }
}
