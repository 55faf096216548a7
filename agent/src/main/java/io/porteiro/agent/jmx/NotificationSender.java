package io.porteiro.agent.jmx;

import static javax.management.openmbean.SimpleType.BOOLEAN;
import static javax.management.openmbean.SimpleType.STRING;

import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.ListenerSnapshot;
import java.util.Arrays;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.ObjectName;

/**
 * Makes notifications of what happened and sends them, on the agent's thread. Sequence numbers rise
 * by one; where some were dropped, by as many more.
 */
final class NotificationSender {

  /** A listener's event with the name of its port, for the user data. */
  private static final class Event {

    final ListenerNews.Item item;
    final String service;

    Event(ListenerNews.Item item, String service) {
      this.item = item;
      this.service = service;
    }
  }

  private static final Figures<Event> EVENT = event();

  private final ListenerNews news;
  private final InventoryView inventory;
  private final ObjectName source;
  private final PortsBean bean;
  private long sequence;
  private long dropped;

  NotificationSender(
      ListenerNews news, InventoryView inventory, ObjectName source, PortsBean bean) {
    this.news = news;
    this.inventory = inventory;
    this.source = source;
    this.bean = bean;
  }

  private static Figures<Event> event() {
    Figures<Event> figures =
        new Figures<Event>()
            .with("protocol", "tcp, udp or unix", STRING, e -> e.item.protocol.label())
            .with("port", "A number or a path", STRING, e -> e.item.port)
            .with("service", "What it is registered for, or empty", STRING, e -> e.service);
    return figures
        .with(PortFigures.BINDING.of(e -> e.item.listener))
        .with(
            "unexpected",
            "Whether the policy does not expect it",
            BOOLEAN,
            e -> e.item.listener.isUnexpected())
        .with(
            "nearMiss",
            "The nearest rule and why it is for another; empty when it is expected",
            STRING,
            e -> e.item.listener.nearMiss())
        .as("io.porteiro.ListenerEvent", "A listening socket that came or went");
  }

  static MBeanNotificationInfo info() {
    String[] types =
        Arrays.stream(ListenerNews.Kind.values()).map(kind -> kind.type).toArray(String[]::new);
    return new MBeanNotificationInfo(
        types,
        Notification.class.getName(),
        "A socket listens, listens no more, or listens though no rule of the policy allows it");
  }

  /** What there is, the oldest first. */
  void send() {
    // as many as there may be: who adds more while this sends does not keep it here for ever
    for (int i = 0; i < ListenerNews.CAPACITY; i++) {
      ListenerNews.Item item = news.poll();
      if (item == null) {
        return;
      }
      send(item);
    }
  }

  private void send(ListenerNews.Item item) {
    long droppedNow = news.dropped();
    sequence += 1 + droppedNow - dropped;
    dropped = droppedNow;
    if (bean.hasSubscribers()) {
      bean.send(notification(item));
    }
  }

  private Notification notification(ListenerNews.Item item) {
    String service = inventory.service(item.protocol.label(), item.port);
    Notification notification =
        new Notification(item.kind.type, source, sequence, item.timeMillis, message(item, service));
    notification.setUserData(EVENT.data(new Event(item, service)));
    return notification;
  }

  private static String message(ListenerNews.Item item, String service) {
    ListenerSnapshot listener = item.listener;
    if (item.kind == ListenerNews.Kind.UNEXPECTED) {
      return listener.warning(service);
    }
    String where = item.protocol.label() + '/' + item.port;
    String address = listener.address().equals(item.port) ? "" : " on " + listener.address();
    String owner = listener.owner().isEmpty() ? "" : ", bound by " + listener.owner();
    return where + address + ' ' + item.kind.verb + owner;
  }
}
