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
  private final List<ListenerSnapshot> listeners = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Inventory inventory =
      new Inventory(10, false, ports -> Map.of("tcp/513", "login"), NoKernel.SOCKETS);

  private interface Told {

    void tell(String what, String port, ListenerSnapshot listener);
  }

  private static ListenerObserver observer(Told told) {
    return new ListenerObserver() {
      @Override
      public void opened(Protocol protocol, String port, ListenerSnapshot listener) {
        told.tell("opened", port, listener);
      }

      @Override
      public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
        told.tell("unexpected", port, listener);
      }

      @Override
      public void closed(Protocol protocol, String port, ListenerSnapshot listener) {
        told.tell("closed", port, listener);
      }
    };
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void anOpeningAndAClosingAreToldOnce() {
    observe();
    Listener listener = open(tcp(513));
    listener.close();
    listener.close();

    assertThat(told).containsExactly("opened 513", "closed 513");
    assertThat(listeners.get(0).address()).isEqualTo("127.0.0.1");
    assertThat(listeners.get(0).thread()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void theClosingOfOneThatWasThereBeforeIsToldToo() {
    Listener listener = open(tcp(513));
    observe();
    listener.close();

    assertThat(told).containsExactly("closed 513");
  }

  @Test
  void nobodyIsToldAnyMoreWhoDoesNotWantTo() {
    ListenerObserver observer = observe();
    inventory.remove(observer);
    open(tcp(513)).close();

    assertThat(told).isEmpty();
  }

  @Test
  void whatOneThrowsKeepsNoOtherFromBeingTold() {
    inventory.add(
        observer(
            (what, port, listener) -> {
              throw new IllegalStateException();
            }));
    observe();
    open(tcp(513)).close();

    assertThat(told).containsExactly("opened 513", "closed 513");
  }

  @Test
  void whenItsOpeningIsToldNobodyCanCloseItYet() {
    List<Integer> found = new ArrayList<>();
    inventory.add(observer((what, port, listener) -> found.add(inventory.listeners().size())));
    open(tcp(513));
    open(tcp(514));

    assertThat(found).containsExactly(0, 1);
  }

  @Test
  void eachIsToldInOrderWhoeverClosesIt() throws Exception {
    Map<Integer, Integer> balance = new HashMap<>();
    ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    inventory.add(
        observer(
            (what, port, listener) -> {
              int number = Integer.parseInt(port);
              queue.add(what.equals("opened") ? number : -number);
            }));
    int rounds = 2_000;
    List<Future<?>> openers = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      int port = 1 + thread;
      openers.add(
          threads.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  open(tcp(port)).close();
                }
              }));
    }
    Future<?> closer =
        threads.submit(
            () -> {
              while (!openers.stream().allMatch(Future::isDone)) {
                inventory.listeners().forEach(Listener::close);
              }
            });
    for (Future<?> opener : openers) {
      opener.get(30, TimeUnit.SECONDS);
    }
    closer.get(30, TimeUnit.SECONDS);

    assertThat(queue).hasSize(4 * rounds);
    for (int event : queue) {
      // one that is closed by the other thread may overlap with the next
      int now = balance.merge(Math.abs(event), Integer.signum(event), Integer::sum);
      assertThat(now).isBetween(0, 2);
    }
    assertThat(balance).containsEntry(1, 0).containsEntry(2, 0);
  }

  @Test
  void thePortsThatComeAndGoAreCounted() {
    Inventory small = new Inventory(1, false, ports -> Map.of(), NoKernel.SOCKETS);
    int before = small.portChanges();
    Listener first = small.open(tcp(1), 3, 50, false, Owner.NOBODY);
    assertThat(small.portChanges()).isEqualTo(before + 1);
    first.close();
    small.open(tcp(1), 3, 50, false, Owner.NOBODY);
    assertThat(small.portChanges()).isEqualTo(before + 1);
    small.listeners().get(0).close();
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

  private ListenerObserver observe() {
    ListenerObserver observer =
        observer(
            (what, port, listener) -> {
              told.add(what + ' ' + port);
              listeners.add(listener);
            });
    inventory.add(observer);
    return observer;
  }

  private Listener open(Endpoint endpoint) {
    return inventory.open(endpoint, 3, 50, false, Owner.ofCall(true, null));
  }

  private static Endpoint tcp(int port) {
    return Endpoint.ofStream(new InetSocketAddress("127.0.0.1", port), false);
  }
}
