package io.porteiro.agent.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.inventory.SampleInventory;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Rule;
import io.porteiro.agent.policy.RuleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

class NotificationSenderTest {

  private final SampleInventory inventory = new SampleInventory(10, false);
  private final ListenerNews news = new ListenerNews(Thread.currentThread());
  private final PortsBean bean = new PortsBean(inventory.view(), new SampleAgent(), news::dropped);
  private final NotificationSender sender =
      new NotificationSender(news, inventory.view(), BeanNames.ports(), bean);
  private final List<Notification> received = new ArrayList<>();

  NotificationSenderTest() {
    inventory.observedBy(news);
  }

  @Test
  void whatHappenedInOrder() {
    subscribe();
    inventory.listen("tcp/513").listen("unix//run/x.sock").stopListening("tcp/513");
    sender.send();

    assertThat(received)
        .extracting(n -> n.getSequenceNumber() + " " + n.getType())
        .containsExactly(
            "1 porteiro.listener.opened",
            "2 porteiro.listener.opened",
            "3 porteiro.listener.closed");
    Notification first = received.get(0);
    assertThat(first.getSource()).isEqualTo(BeanNames.ports());
    assertThat(first.getMessage()).startsWith("tcp/513 on 127.0.0.1 opened");
    assertThat(received.get(1).getMessage()).startsWith("unix//run/x.sock opened");
    Map<String, Object> data = items((CompositeData) first.getUserData());
    assertThat(data)
        .containsOnlyKeys(
            "protocol",
            "port",
            "service",
            "address",
            "exposure",
            "owner",
            "artifact",
            "thread",
            "since",
            "ephemeral",
            "knownBy",
            "unexpected",
            "nearMiss")
        .containsEntry("service", "login")
        .containsEntry("exposure", "loopback")
        .containsEntry("knownBy", "hook");
  }

  @Test
  void whatIsNotExpectedIsToldWhenItOpensAndWhenItBecomesSo() throws RuleException {
    subscribe();
    inventory.listen("tcp/1").admit(policy("tcp/2")).listen("tcp/3").listen("tcp/2");
    sender.send();

    assertThat(received)
        .extracting(n -> n.getType() + " " + ((CompositeData) n.getUserData()).get("port"))
        .containsExactly(
            "porteiro.listener.opened 1",
            "porteiro.listener.unexpected 1",
            "porteiro.listener.opened 3",
            "porteiro.listener.unexpected 3",
            "porteiro.listener.opened 2");
    assertThat(received.get(3).getMessage()).startsWith("tcp/3 on 127.0.0.1 is not expected");
    assertThat(items((CompositeData) received.get(3).getUserData()))
        .containsEntry("unexpected", true)
        .extractingByKey("nearMiss")
        .asString()
        .isNotEmpty();
  }

  @Test
  void clientsComeAndGoUntoldUnlessTheyAreUnexpected() throws RuleException {
    subscribe();
    inventory.listen("udp/ephemeral").stopListening("udp/ephemeral");
    sender.send();
    assertThat(received).isEmpty();

    inventory.admit(policy("tcp/2")).listen("udp/ephemeral").stopListening("udp/ephemeral");
    sender.send();
    assertThat(received)
        .extracting(Notification::getType)
        .containsExactly("porteiro.listener.unexpected");
  }

  private static Policy policy(String expected) throws RuleException {
    return Policy.of(Mode.OBSERVE, List.of(Rule.of(expected)));
  }

  @Test
  void theNumbersGoOnWhileNobodyListens() {
    inventory.listen("tcp/1");
    sender.send();
    subscribe();
    inventory.listen("tcp/2");
    sender.send();

    assertThat(received).singleElement().extracting(Notification::getSequenceNumber).isEqualTo(2L);
  }

  @Test
  void whatFindsNoRoomIsCountedAndMissingFromTheNumbers() {
    subscribe();
    int tooMany = 7;
    for (int i = 0; i < ListenerNews.CAPACITY / 2; i++) {
      inventory.listen("tcp/1").stopListening("tcp/1");
    }
    for (int i = 0; i < tooMany; i++) {
      inventory.listen("tcp/2");
    }
    assertThat(news.dropped()).isEqualTo(tooMany);
    sender.send();
    assertThat(received).hasSize(ListenerNews.CAPACITY);
    inventory.listen("tcp/3");
    sender.send();

    assertThat(received).hasSize(ListenerNews.CAPACITY + 1);
    assertThat(received.get(received.size() - 1).getSequenceNumber())
        .isEqualTo(ListenerNews.CAPACITY + tooMany + 1);
    assertThat(news.isEmpty()).isTrue();
  }

  private void subscribe() {
    bean.addNotificationListener((n, handback) -> received.add(n), null, null);
  }

  private static Map<String, Object> items(CompositeData data) {
    Map<String, Object> items = new TreeMap<>();
    data.getCompositeType().keySet().forEach(key -> items.put(key, data.get(key)));
    return items;
  }
}
