package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InventoryTest {

  private final List<List<String>> lookUps = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void aPortIsMadeOnce() {
    Inventory inventory = inventory(10);
    Port port = inventory.port(Protocol.TCP, "513");

    assertThat(inventory.port(Protocol.TCP, "513")).isSameAs(port);
    assertThat(inventory.port(Protocol.UDP, "513")).isNotSameAs(port);
    assertThat(labels(inventory.snapshot().ports())).containsOnly("tcp/513", "udp/513");
  }

  @Test
  void aPortIsMadeOnceForSeveralThreads() throws Exception {
    for (int round = 0; round < 200; round++) {
      Inventory inventory = inventory(10);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Port>> ports = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ports.add(
            threads.submit(
                () -> {
                  start.await();
                  return inventory.port(Protocol.TCP, "513");
                }));
      }
      start.countDown();
      for (Future<Port> port : ports) {
        assertThat(port.get(30, TimeUnit.SECONDS)).isSameAs(ports.get(0).get());
      }
    }
  }

  @Test
  void aPortsCountersAndListenersAreInItsSnapshot() {
    Inventory inventory = inventory(10);
    Listener listener = open(inventory, "513");
    Port port = listener.port;
    port.connections.accepted();
    port.connections.accepted();
    port.connections.closed(5);
    port.connections.failed(AcceptError.ABORTED);
    port.bindFailed(BindError.IN_USE);

    PortSnapshot snapshot = inventory.snapshot().ports().get(0);
    assertThat(snapshot.protocol()).isEqualTo(Protocol.TCP);
    assertThat(snapshot.port()).isEqualTo("513");
    assertThat(snapshot.listeners()).hasSize(1);
    assertThat(snapshot.connections().accepted()).isEqualTo(2);
    assertThat(snapshot.connections().closed()).isEqualTo(1);
    assertThat(snapshot.connections().active()).isEqualTo(1);
    assertThat(snapshot.connections().openNanos()).isEqualTo(5);
    assertThat(snapshot.connections().errors(AcceptError.ABORTED)).isEqualTo(1);
    assertThat(snapshot.connections().errors(AcceptError.OTHER)).isZero();
    assertThat(snapshot.connections().durations()).isNull();
    assertThat(snapshot.bindErrors(BindError.IN_USE)).isEqualTo(1);
    assertThat(snapshot.bindErrors(BindError.OTHER)).isZero();
    assertThat(snapshot.datagrams()).isNull();
  }

  @Test
  void aSnapshotStaysAsItIs() {
    Inventory inventory = inventory(10);
    Listener listener = open(inventory, "513");
    InventorySnapshot before = inventory.snapshot();
    listener.port.connections.accepted();
    listener.close();
    open(inventory, "514");

    assertThat(before.ports()).hasSize(1);
    assertThat(before.ports().get(0).listeners()).hasSize(1);
    assertThat(before.ports().get(0).connections().accepted()).isZero();
  }

  @Test
  void durationsAreKeptInBucketsWhenAskedFor() {
    Inventory inventory = new Inventory(10, true, ports -> Map.of(), NoKernel.SOCKETS);
    Port port = inventory.port(Protocol.TCP, "513");
    port.connections.closed(0);
    port.connections.closed(1_000_000_000L);
    port.connections.closed(Long.MAX_VALUE);

    assertThat(inventory.snapshot().ports().get(0).connections().durations())
        .containsExactly(1, 0, 0, 1, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void aClosedPortStaysBelowTheCap() {
    Inventory inventory = inventory(2);
    open(inventory, "1").close();
    open(inventory, "2");

    assertThat(labels(inventory.snapshot().bounded())).containsOnly("tcp/1", "tcp/2");
    assertThat(port(inventory.snapshot().ports(), "1").listeners()).isEmpty();
  }

  @Test
  void atTheCapThePortThatHasBeenIdleLongestIsLetGo() {
    Inventory inventory = inventory(3);
    open(inventory, "1");
    Listener second = open(inventory, "2");
    Listener third = open(inventory, "3");
    third.close();
    waitForTheClock();
    second.close();
    waitForTheClock();
    open(inventory, "4");

    assertThat(labels(inventory.snapshot().bounded())).containsOnly("tcp/1", "tcp/2", "tcp/4");
    assertThat(inventory.snapshot().folded()).isZero();

    open(inventory, "5");
    assertThat(labels(inventory.snapshot().bounded())).containsOnly("tcp/1", "tcp/4", "tcp/5");
  }

  @Test
  void aPortWithAnOpenConnectionIsNotIdle() {
    Inventory inventory = inventory(1);
    Listener first = open(inventory, "1");
    first.port.connections.accepted();
    first.close();
    open(inventory, "2");

    assertThat(labels(inventory.snapshot().bounded())).containsOnly("tcp/1", "tcp/other");

    first.port.connections.closed(1);
    open(inventory, "3");
    assertThat(labels(inventory.snapshot().ports())).containsOnly("tcp/2", "tcp/3");
  }

  @Test
  void whatFindsNoRoomIsFoldedByProtocol() {
    Inventory inventory = inventory(1);
    open(inventory, "1");
    open(inventory, "2");
    open(inventory, "3");
    Port datagrams = inventory.port(Protocol.UDP, "4");
    datagrams.opened(listener(datagrams));
    InventorySnapshot snapshot = inventory.snapshot();

    assertThat(labels(snapshot.bounded())).containsOnly("tcp/1", "tcp/other", "udp/other");
    assertThat(labels(snapshot.ports())).containsOnly("tcp/1", "tcp/2", "tcp/3", "udp/4");
    assertThat(snapshot.folded()).isEqualTo(3);
    assertThat(snapshot.bounded())
        .filteredOn(port -> port.port().equals("other"))
        .extracting(port -> port.protocol() + " " + port.listeners().size())
        .containsOnly("TCP 2", "UDP 1");
  }

  @Test
  void otherHasTheExactSumsOfWhatIsFolded() {
    Inventory inventory = new Inventory(1, true, ports -> Map.of(), NoKernel.SOCKETS);
    open(inventory, "1").port.connections.accepted();
    Listener second = open(inventory, "2");
    Listener third = open(inventory, "3");
    for (int i = 0; i < 5; i++) {
      second.port.connections.accepted();
      third.port.connections.accepted();
    }
    second.port.connections.closed(10);
    third.port.connections.closed(20);
    second.port.connections.failed(AcceptError.OTHER);
    third.port.connections.failed(AcceptError.OTHER);
    second.port.bindFailed(BindError.IN_USE);
    third.port.bindFailed(BindError.IN_USE);

    PortSnapshot other = port(inventory.snapshot().bounded(), "other");
    assertThat(other.connections().accepted()).isEqualTo(10);
    assertThat(other.connections().closed()).isEqualTo(2);
    assertThat(other.connections().openNanos()).isEqualTo(30);
    assertThat(other.connections().durations()).startsWith(2, 0);
    assertThat(other.connections().errors(AcceptError.OTHER)).isEqualTo(2);
    assertThat(other.bindErrors(BindError.IN_USE)).isEqualTo(2);
    assertThat(other.service()).isEmpty();
    assertThat(port(inventory.snapshot().ports(), "2").connections().accepted()).isEqualTo(5);
  }

  @Test
  void otherHasTheDatagramsOfWhatIsFolded() {
    Inventory inventory = inventory(1);
    open(inventory, "1");
    for (String label : List.of("2", "3")) {
      Port port = inventory.port(Protocol.UDP, label);
      port.opened(listener(port));
      port.datagrams.received(7);
      port.datagrams.received(0);
      port.datagrams.sent(5);
    }

    DatagramSnapshot other = port(inventory.snapshot().bounded(), "other").datagrams();
    assertThat(other.received()).isEqualTo(4);
    assertThat(other.receivedBytes()).isEqualTo(14);
    assertThat(other.sent()).isEqualTo(2);
    assertThat(other.sentBytes()).isEqualTo(10);
  }

  @Test
  void otherKeepsTheTotalsOfAFoldedPortThatIsDropped() {
    Inventory inventory = inventory(1);
    open(inventory, "1");
    Listener second = open(inventory, "2");
    second.port.connections.accepted();
    second.port.connections.closed(10);
    second.close();
    open(inventory, "3").port.connections.accepted();
    InventorySnapshot snapshot = inventory.snapshot();

    assertThat(labels(snapshot.ports())).containsOnly("tcp/1", "tcp/3");
    PortSnapshot other = port(snapshot.bounded(), "other");
    assertThat(other.connections().accepted()).isEqualTo(2);
    assertThat(other.connections().closed()).isEqualTo(1);
    assertThat(other.connections().openNanos()).isEqualTo(10);
    assertThat(other.listeners()).hasSize(1);
    assertThat(snapshot.folded()).isEqualTo(2);
  }

  @Test
  void whatClientsBindIsNeverFoldedAndTakesNoRoom() {
    Inventory inventory = inventory(1);
    Port first = inventory.port(Protocol.UDP, Endpoint.EPHEMERAL);
    open(inventory, "1");
    open(inventory, "2");
    inventory.port(Protocol.TCP, Endpoint.EPHEMERAL);

    assertThat(labels(inventory.snapshot().bounded()))
        .containsOnly("tcp/1", "tcp/other", "tcp/ephemeral", "udp/ephemeral");
    assertThat(inventory.snapshot().folded()).isEqualTo(1);
    assertThat(inventory.port(Protocol.UDP, Endpoint.EPHEMERAL)).isSameAs(first);
  }

  @Test
  void aFoldedPortStaysFoldedWhenThereIsRoomAgain() {
    Inventory inventory = inventory(1);
    Listener first = open(inventory, "1");
    open(inventory, "2");
    first.close();
    open(inventory, "3");

    assertThat(labels(inventory.snapshot().bounded())).containsOnly("tcp/3", "tcp/other");
    assertThat(labels(inventory.snapshot().ports())).containsOnly("tcp/2", "tcp/3");
  }

  @Test
  void otherNeverFallsAndIsNeverNegativeWhilePortsComeAndGo() throws Exception {
    Inventory inventory = inventory(1);
    open(inventory, "keeps its place");
    int rounds = 2_000;
    List<Future<?>> servers = new ArrayList<>();
    for (int thread = 0; thread < 3; thread++) {
      int first = thread * 10;
      servers.add(
          threads.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  Listener listener = open(inventory, Integer.toString(first + round % 10));
                  listener.port.connections.accepted();
                  listener.port.connections.closed(1);
                  listener.close();
                }
              }));
    }
    long accepted = 0;
    long closed = 0;
    boolean running = true;
    while (running) {
      running = !servers.stream().allMatch(Future::isDone);
      for (PortSnapshot port : inventory.snapshot().bounded()) {
        if (port.port().equals("other")) {
          assertThat(port.connections().active()).isNotNegative();
          assertThat(port.connections().accepted()).isGreaterThanOrEqualTo(accepted);
          assertThat(port.connections().closed()).isGreaterThanOrEqualTo(closed);
          accepted = port.connections().accepted();
          closed = port.connections().closed();
        }
      }
    }
    for (Future<?> server : servers) {
      server.get();
    }
    assertThat(accepted).isEqualTo(3 * rounds);
    assertThat(closed).isEqualTo(3 * rounds);
    assertThat(port(inventory.snapshot().bounded(), "other").listeners()).isEmpty();
  }

  @Test
  void servicesAreLookedUpTogetherAndOnce() {
    Inventory inventory = inventory(10);
    inventory.port(Protocol.TCP, "513");
    inventory.port(Protocol.UDP, "513");
    inventory.port(Protocol.TCP, "4");
    InventorySnapshot snapshot = inventory.snapshot();

    assertThat(lookUps).hasSize(1);
    assertThat(lookUps.get(0)).containsExactlyInAnyOrder("tcp/513", "udp/513", "tcp/4");
    assertThat(snapshot.ports())
        .extracting(port -> port.protocol().label() + "/" + port.port() + " " + port.service())
        .containsOnly("tcp/513 login", "udp/513 who", "tcp/4 ");

    inventory.snapshot();
    assertThat(lookUps).hasSize(1);

    inventory.port(Protocol.TCP, "514");
    assertThat(port(inventory.snapshot().ports(), "514").service()).isEmpty();
    assertThat(lookUps).hasSize(2);
    assertThat(lookUps.get(1)).containsExactly("tcp/514");
  }

  @Test
  void aBindDoesNotWaitForServicesToBeLookedUp() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Inventory inventory =
        new Inventory(
            10,
            false,
            ports -> {
              reading.countDown();
              awaitQuietly(goOn);
              return Map.of();
            },
            NoKernel.SOCKETS);
    inventory.port(Protocol.TCP, "513");
    Future<InventorySnapshot> scrape = threads.submit(() -> inventory.snapshot());
    try {
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      Future<Port> bind = threads.submit(() -> inventory.port(Protocol.TCP, "514"));

      assertThat(bind).succeedsWithin(5, TimeUnit.SECONDS);
    } finally {
      goOn.countDown();
    }
    assertThat(labels(scrape.get(30, TimeUnit.SECONDS).ports())).contains("tcp/513");
  }

  private Inventory inventory(int maxPorts) {
    return new Inventory(maxPorts, false, this::lookUp, NoKernel.SOCKETS);
  }

  private Map<String, String> lookUp(Collection<String> ports) {
    lookUps.add(List.copyOf(ports));
    return Map.of("tcp/513", "login", "udp/513", "who");
  }

  private static Listener open(Inventory inventory, String label) {
    Listener listener = listener(inventory.port(Protocol.TCP, label));
    listener.port.opened(listener);
    return listener;
  }

  private static Listener listener(Port port) {
    Endpoint endpoint = Endpoint.ofStream(new InetSocketAddress("127.0.0.1", 0), false);
    return new Listener(
        port, endpoint, 3, 50, false, Owner.ofCall(true, null), new ListenerObservers());
  }

  private static List<String> labels(List<PortSnapshot> ports) {
    return ports.stream().map(port -> port.protocol().label() + "/" + port.port()).toList();
  }

  private static PortSnapshot port(List<PortSnapshot> ports, String label) {
    return ports.stream().filter(port -> port.port().equals(label)).findFirst().orElseThrow();
  }

  private static void waitForTheClock() {
    long now = System.nanoTime();
    while (System.nanoTime() == now) {
      Thread.onSpinWait();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
