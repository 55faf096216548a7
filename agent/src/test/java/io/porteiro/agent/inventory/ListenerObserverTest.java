package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerObserverTest {

  private final List<String> told = new ArrayList<>();
  private final List<ListenerEventSnapshot> events = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Inventory inventory =
      new Inventory(10, false, ports -> Map.of("tcp/513", "login"), NoKernel.SOCKETS);

  private static class Recording implements ListenerObserver {

    void tell(String what, ListenerEventSnapshot event) {}

    @Override
    public void opened(ListenerEventSnapshot event) {
      tell("opened", event);
    }

    @Override
    public void unexpected(ListenerEventSnapshot event) {
      tell("unexpected", event);
    }

    @Override
    public void closed(ListenerEventSnapshot event) {
      tell("closed", event);
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void anOpeningAndAClosingAreToldOnce() {
    observe();
    Listener listener = open(tcp(513));
    inventory.close(listener);
    inventory.close(listener);

    assertThat(told).containsExactly("opened tcp/513", "closed tcp/513");
    ListenerEventSnapshot event = events.get(0);
    assertThat(event.listener().address()).isEqualTo("127.0.0.1");
    assertThat(event.listener().thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(event.timeMillis())
        .isBetween(event.listener().sinceMillis(), System.currentTimeMillis());
  }

  @Test
  void theClosingOfOneThatWasThereBeforeIsToldToo() {
    Listener listener = open(tcp(513));
    observe();
    inventory.close(listener);

    assertThat(told).containsExactly("closed tcp/513");
  }

  @Test
  void whatIsClosedWhileItsOpeningIsToldIsToldInOrder() {
    inventory.observe(
        new Recording() {
          @Override
          void tell(String what, ListenerEventSnapshot event) {
            if (what.equals("opened")) {
              // as another thread may
              inventory.listeners().forEach(inventory::close);
            }
            told.add(what);
          }
        });
    open(tcp(513));

    assertThat(told).containsExactly("opened", "closed");
    assertThat(inventory.listeners()).isEmpty();
  }

  @Test
  void ofClientsNobodyIsTold() {
    observe();
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", 40_000);
    inventory.close(open(Endpoint.ofDatagram(address, true)));
    inventory.close(open(Endpoint.ofDatagram(address, false)));
    inventory.close(open(Endpoint.ofStream(address, true)));

    assertThat(told)
        .containsExactly(
            "opened udp/40000", "closed udp/40000", "opened tcp/40000", "closed tcp/40000");
  }

  @Test
  void nobodyIsToldAnyMoreWhenNobodyWantsTo() {
    observe();
    inventory.observe(ListenerObserver.NONE);
    inventory.close(open(tcp(513)));

    assertThat(told).isEmpty();
  }

  @Test
  void eachIsToldInOrderWhoeverClosesIt() throws Exception {
    Map<Integer, Integer> balance = new HashMap<>();
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    inventory.observe(
        new Recording() {
          @Override
          void tell(String what, ListenerEventSnapshot event) {
            int port = Integer.parseInt(event.port());
            queue.add(what.equals("opened") ? port : -port);
          }
        });
    int rounds = 2_000;
    List<Future<?>> openers = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      int port = 1 + thread;
      openers.add(
          threads.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  inventory.close(open(tcp(port)));
                }
              }));
    }
    Future<?> closer =
        threads.submit(
            () -> {
              while (!openers.stream().allMatch(Future::isDone)) {
                inventory.listeners().forEach(inventory::close);
              }
            });
    for (Future<?> opener : openers) {
      opener.get(30, TimeUnit.SECONDS);
    }
    closer.get(30, TimeUnit.SECONDS);

    assertThat(queue).hasSize(4 * rounds);
    for (int event : queue) {
      int now = balance.merge(Math.abs(event), Integer.signum(event), Integer::sum);
      assertThat(now).isBetween(0, 1);
    }
  }

  @Test
  void thePortsThatComeAndGoAreCounted() {
    Inventory small = new Inventory(1, false, ports -> Map.of(), NoKernel.SOCKETS);
    int before = small.portChanges();
    Listener first = small.open(tcp(1), 3, 50, false, Owner.NOBODY);
    assertThat(small.portChanges()).isEqualTo(before + 1);
    small.close(first);
    small.open(tcp(1), 3, 50, false, Owner.NOBODY);
    assertThat(small.portChanges()).isEqualTo(before + 1);
    small.close(small.listeners().get(0));
    small.open(tcp(2), 3, 50, false, Owner.NOBODY);
    assertThat(small.portChanges()).isEqualTo(before + 3);
  }

  @Test
  void onePortIsAsInTheWhole() {
    Inventory small = new Inventory(1, false, ports -> Map.of("tcp/1", "one"), NoKernel.SOCKETS);
    small.open(tcp(1), 3, 50, false, Owner.NOBODY).port.connections.accepted();
    small.open(tcp(2), 4, 50, false, Owner.NOBODY).port.connections.accepted();

    assertThat(small.snapshot("tcp", "1").service()).isEqualTo("one");
    assertThat(small.snapshot("tcp", "1").connections().accepted()).isEqualTo(1);
    assertThat(small.snapshot("tcp", "2").listeners()).hasSize(1);
    assertThat(small.snapshot("tcp", "other").connections().accepted()).isEqualTo(1);
    assertThat(small.snapshot("udp", "other")).isNull();
    assertThat(small.snapshot("tcp", "3")).isNull();
    assertThat(small.service("tcp", "1")).isEqualTo("one");
    assertThat(small.service("tcp", "2")).isEmpty();
    assertThat(small.service("tcp", "3")).isEmpty();
  }

  private void observe() {
    inventory.observe(
        new Recording() {
          @Override
          void tell(String what, ListenerEventSnapshot event) {
            told.add(what + ' ' + event.protocol().label() + '/' + event.port());
            events.add(event);
          }
        });
  }

  private Listener open(Endpoint endpoint) {
    return inventory.open(endpoint, 3, 50, false, Owner.ofCall(true, null));
  }

  private static Endpoint tcp(int port) {
    return Endpoint.ofStream(new InetSocketAddress("127.0.0.1", port), false);
  }
}
