package io.porteiro.agent.jmx;

import static javax.management.openmbean.SimpleType.STRING;

import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.ListenerEventSnapshot;
import io.porteiro.agent.inventory.ListenerSnapshot;
import java.util.Arrays;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Makes notifications of what happened and sends them, on the agent's thread. Sequence numbers rise
 * by one; where some were dropped, by as many more.
 */
final class NotificationSender {

  /** A listener's event with the name of its port, for the user data. */
  private static final class Event {

    final ListenerEventSnapshot snapshot;
    final String service;

    Event(ListenerEventSnapshot snapshot, String service) {
      this.snapshot = snapshot;
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
            .with("protocol", "tcp, udp or unix", STRING, e -> e.snapshot.protocol().label())
            .with("port", "A number or a path", STRING, e -> e.snapshot.port())
            .with("service", "What it is registered for, or empty", STRING, e -> e.service);
    return figures
        .with(PortFigures.BINDING.of(e -> e.snapshot.listener()))
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
    ListenerEventSnapshot event = item.event;
    Notification notification =
        new Notification(
            item.kind.type, source, sequence, event.timeMillis(), message(item.kind, event));
    notification.setUserData(userData(event));
    return notification;
  }

  private CompositeData userData(ListenerEventSnapshot event) {
    String service = inventory.service(event.protocol().label(), event.port());
    return EVENT.data(new Event(event, service));
  }

  private static String message(ListenerNews.Kind kind, ListenerEventSnapshot event) {
    ListenerSnapshot listener = event.listener();
    String where = event.protocol().label() + '/' + event.port();
    String address = listener.address().equals(event.port()) ? "" : " on " + listener.address();
    String owner = listener.owner().isEmpty() ? "" : ", bound by " + listener.owner();
    return where + address + ' ' + kind.verb + owner;
  }
}
