package io.porteiro.agent.jmx;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;

/**
 * Who wants a bean's notifications. The JDK's own class for that would have its logger made, which
 * is the application's to set up, and does not tell whether there is anybody.
 */
final class Subscribers {

  private static final class Subscriber {

    final NotificationListener listener;
    final NotificationFilter filter;
    final Object handback;

    Subscriber(NotificationListener listener, NotificationFilter filter, Object handback) {
      this.listener = listener;
      this.filter = filter;
      this.handback = handback;
    }

    void send(Notification notification) {
      try {
        if (filter == null || filter.isNotificationEnabled(notification)) {
          listener.handleNotification(notification, handback);
        }
      } catch (Throwable theirs) {
        // keeps nobody else from being told
      }
    }
  }

  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  void add(NotificationListener listener, NotificationFilter filter, Object handback) {
    if (listener == null) {
      throw new IllegalArgumentException("a listener is needed");
    }
    subscribers.add(new Subscriber(listener, filter, handback));
  }

  /** In whatever way it was added. */
  void remove(NotificationListener listener) throws ListenerNotFoundException {
    if (!subscribers.removeIf(s -> s.listener == listener)) {
      throw new ListenerNotFoundException();
    }
  }

  /** Added in this way, once. */
  void remove(NotificationListener listener, NotificationFilter filter, Object handback)
      throws ListenerNotFoundException {
    for (Subscriber s : subscribers) {
      if (s.listener == listener
          && s.filter == filter
          && s.handback == handback
          && subscribers.remove(s)) {
        return;
      }
    }
    throw new ListenerNotFoundException();
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  /** To each in turn, on this thread, for as long as they take. */
  void send(Notification notification) {
    for (Subscriber subscriber : subscribers) {
      subscriber.send(notification);
    }
  }
}
