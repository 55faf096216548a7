package io.porteiro.agent.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.agent.inventory.SampleInventory;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In this JVM's own platform MBeanServer. */
@Timeout(60)
class JmxViewTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final SampleInventory inventory = new SampleInventory(10, false);
  private final SampleAgent agent = new SampleAgent();
  private final JmxView view =
      new JmxView(inventory.view(), agent, inventory::observedBy, inventory::observedNoMoreBy);
  private final Thread thread = new Thread(view);
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    inventory.listen("tcp/1");
    thread.setDaemon(true);
    thread.start();
    await().until(() -> server.isRegistered(BeanNames.ports()));
  }

  @AfterEach
  void close() throws InterruptedException {
    view.close();
    thread.interrupt();
    thread.join();
    assertThat(agent.failures).isEmpty();
  }

  @Test
  void whoIsToldOfAPortFindsItsBean() throws JMException {
    listen(
        (notification, handback) ->
            told.add(notification.getType() + ' ' + server.isRegistered(bean("tcp/2"))));
    inventory.listen("tcp/2");

    await().until(() -> told.size() == 1);
    assertThat(told).containsExactly("porteiro.listener.opened true");
  }

  @Test
  void oneThatTakesLongHoldsNobodyUp() throws JMException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    listen(
        (notification, handback) -> {
          entered.countDown();
          awaitQuietly(goOn);
          told.add(notification.getType());
        });
    inventory.listen("tcp/2");
    awaitQuietly(entered);
    // this thread is the application's
    for (int i = 0; i < ListenerNews.CAPACITY; i++) {
      inventory.listen("tcp/3").stopListening("tcp/3");
    }
    assertThat(server.getAttribute(BeanNames.ports(), "NotificationsDropped"))
        .isEqualTo((long) ListenerNews.CAPACITY);
    goOn.countDown();

    await().until(() -> told.size() == 1 + ListenerNews.CAPACITY);
  }

  @Test
  void closedWhileOneTakesLongItsBeansAreGone() throws JMException {
    CountDownLatch entered = new CountDownLatch(1);
    listen(
        (notification, handback) -> {
          entered.countDown();
          awaitQuietly(new CountDownLatch(1));
        });
    inventory.listen("tcp/2");
    awaitQuietly(entered);
    view.close();

    assertThat(server.queryNames(new ObjectName("io.porteiro:*"), null)).isEmpty();
    assertThat(thread.isAlive()).isTrue();
  }

  @Test
  void oneThatInterruptsTheThreadDoesNotEndIt() throws JMException {
    listen(
        (notification, handback) -> {
          told.add(notification.getType());
          Thread.currentThread().interrupt();
        });
    inventory.listen("tcp/2");
    await().until(() -> told.size() == 1);
    inventory.stopListening("tcp/2");

    await().until(() -> told.size() == 2);
  }

  private void listen(NotificationListener listener) throws JMException {
    server.addNotificationListener(BeanNames.ports(), listener, null, null);
  }

  private static ObjectName bean(String key) {
    try {
      return new ObjectName("io.porteiro:type=Port,protocol=tcp,port=" + key.substring(4));
    } catch (JMException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
