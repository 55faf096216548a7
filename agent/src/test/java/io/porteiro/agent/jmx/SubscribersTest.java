package io.porteiro.agent.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationListener;
import org.junit.jupiter.api.Test;

class SubscribersTest {

  private final Subscribers subscribers = new Subscribers();
  private final List<Object> told = new ArrayList<>();
  private final NotificationListener listener = (notification, handback) -> told.add(handback);
  private final Notification notification = new Notification("type", "source", 1);

  @Test
  void eachIsToldInTheWayItWasAdded() throws ListenerNotFoundException {
    subscribers.add(listener, null, "first");
    subscribers.add(listener, n -> n.getType().equals("other"), "filtered");
    subscribers.add(listener, n -> n.getType().equals("type"), "third");
    subscribers.send(notification);
    assertThat(told).containsExactly("first", "third");

    subscribers.remove(listener, null, "first");
    told.clear();
    subscribers.send(notification);
    assertThat(told).containsExactly("third");

    subscribers.remove(listener);
    assertThat(subscribers.isEmpty()).isTrue();
  }

  @Test
  void oneThatFailsKeepsNobodyFromBeingTold() {
    subscribers.add(
        (n, handback) -> {
          throw new StackOverflowError();
        },
        null,
        null);
    subscribers.add(
        listener,
        n -> {
          throw new IllegalStateException();
        },
        "never");
    subscribers.add(listener, null, "told");
    subscribers.send(notification);

    assertThat(told).containsExactly("told");
  }

  @Test
  void whoWasNotAddedIsNotRemoved() {
    subscribers.add(listener, null, "a");

    assertThatThrownBy(() -> subscribers.remove(listener, null, "b"))
        .isInstanceOf(ListenerNotFoundException.class);
    assertThatThrownBy(() -> subscribers.remove((n, handback) -> {}))
        .isInstanceOf(ListenerNotFoundException.class);
    assertThatThrownBy(() -> subscribers.add(null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(subscribers.isEmpty()).isFalse();
  }
}
