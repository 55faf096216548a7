package io.porteiro.agent.inventory;

import static io.porteiro.agent.kernel.FakeProc.TCP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.UDP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.listener;
import static io.porteiro.agent.kernel.FakeProc.udpRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.kernel.FakeProc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a folder that looks like /proc. */
@Timeout(60)
class ReconciliationTest {

  /** A descriptor that this process does not have. */
  private static final int NONE = 100_000;

  @TempDir private Path folder;

  private FakeProc proc;
  private Inventory inventory;
  private Reconciliation reconciliation;

  @BeforeEach
  void start() {
    proc = new FakeProc(folder).table("tcp", TCP_HEADER).somaxconn("4096\n");
    inventory = new Inventory(10, false, ports -> Map.of(), proc.sockets());
    reconciliation = inventory.reconciliation();
  }

  @Test
  void aListenerThatNoHookSawIsTheKernels() {
    proc.table("tcp", TCP_HEADER + listener(5005, 77)).open(9, 77);
    reconciliation.read();

    ListenerSnapshot listener = only("5005");
    assertThat(listener.knownBy()).isEqualTo("kernel");
    assertThat(listener.address()).isEqualTo("127.0.0.1");
    assertThat(listener.exposure()).isEqualTo(Exposure.LOOPBACK);
    assertThat(listener.owner()).isEmpty();
    assertThat(listener.artifact()).isEmpty();
    assertThat(listener.stack()).isEmpty();
    assertThat(listener.queueLimit()).isEqualTo(-1);
    assertThat(inventory.descriptors().get(9)).isInstanceOf(Listener.class);
    assertThat(inventory.snapshot().kernelUnavailable()).isNull();
  }

  @Test
  void itIsListedOnceAndGoneWithItsSocket() {
    proc.table("tcp", TCP_HEADER + listener(5005, 77)).open(9, 77);
    reconciliation.read();
    long since = only("5005").sinceMillis();
    reconciliation.read();
    assertThat(only("5005").sinceMillis()).isEqualTo(since);

    proc.table("tcp", TCP_HEADER).close(9);
    reconciliation.read();
    assertThat(listeners("5005")).isEmpty();
    assertThat(inventory.descriptors().get(9)).isNull();
  }

  @Test
  void anotherProcessesListenerIsNotListed() {
    proc.table("tcp", TCP_HEADER + listener(5005, 77));
    reconciliation.read();

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  @Test
  void aListenerThatAHookSawHasTheKernelsFigures() {
    Listener hooked = open(9, 513, 5);
    proc.table("tcp", TCP_HEADER + listener(513, 77, 3)).open(9, 77);
    reconciliation.read();

    assertThat(only("513").knownBy()).isEqualTo("hook");
    assertThat(only("513").queue()).isEqualTo(3);
    assertThat(only("513").queueLimit()).isEqualTo(5);
    assertThat(port("513").queue()).isEqualTo(3);
    assertThat(hooked.figures().inode()).isEqualTo(77);
  }

  @Test
  void theLimitIsTheSmallerOfBothAsItWasAtFirst() {
    proc.somaxconn("4\n");
    open(9, 513, 50);
    proc.table("tcp", TCP_HEADER + listener(513, 77)).open(9, 77);
    reconciliation.read();
    assertThat(only("513").queueLimit()).isEqualTo(4);
  }

  @Test
  void aHookedListenerIsFoundByAnotherDescriptorThanTheLowest() {
    open(9, 513, 5);
    proc.table("tcp", TCP_HEADER + listener(513, 77, 2)).open(4, 77).open(9, 77);
    reconciliation.read();

    assertThat(only("513").knownBy()).isEqualTo("hook");
    assertThat(only("513").queue()).isEqualTo(2);
  }

  @Test
  void twoListenersOfOneAddressAreTwo() {
    open(9, 513, 5);
    open(10, 513, 5);
    proc.table("tcp", TCP_HEADER + listener(513, 77, 2) + listener(513, 78, 1))
        .open(9, 77)
        .open(10, 78);
    reconciliation.read();

    assertThat(listeners("513")).hasSize(2).allMatch(l -> l.knownBy().equals("hook"));
    assertThat(port("513").queue()).isEqualTo(3);
    assertThat(port("513").queueLimit()).isEqualTo(10);
  }

  @Test
  void aDescriptorThatMovesTakesItsListenerAlong() {
    proc.table("tcp", TCP_HEADER + listener(513, 77)).open(0, 77);
    reconciliation.read();
    // what System.inheritedChannel() does
    proc.open(0, "/dev/null").open(12, 77);
    proc.nanoTime.addAndGet(20_000_000_000L);
    reconciliation.read();

    assertThat(listeners("513")).hasSize(1);
    assertThat(inventory.descriptors().get(0)).isNull();
    assertThat(inventory.descriptors().get(12)).isInstanceOf(Listener.class);
  }

  @Test
  void aListenerWhoseSocketIsAnothersNowIsGone() {
    open(9, 513, 5);
    proc.table("tcp", TCP_HEADER + listener(513, 77)).open(9, 77);
    reconciliation.read();
    proc.table("tcp", TCP_HEADER + listener(514, 78)).open(9, 78);
    reconciliation.read();

    assertThat(listeners("513")).isEmpty();
    assertThat(only("514").knownBy()).isEqualTo("kernel");
  }

  @Test
  void aListenerThatOneReadingMissesStays() {
    open(NONE, 513, 5);
    proc.table("tcp", TCP_HEADER + listener(513, 77)).open(NONE, 77);
    reconciliation.read();
    proc.table("tcp", TCP_HEADER);
    reconciliation.read();
    assertThat(listeners("513")).hasSize(1);

    proc.table("tcp", TCP_HEADER + listener(513, 77));
    reconciliation.read();
    proc.table("tcp", TCP_HEADER);
    reconciliation.read();
    assertThat(listeners("513")).hasSize(1);
    reconciliation.read();
    assertThat(listeners("513")).isEmpty();
  }

  @Test
  void aListenerThatListensStaysHoweverOftenItIsMissed() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      int descriptor = Descriptors.number(RealSockets.descriptor(server));
      int port = server.socket().getLocalPort();
      open(descriptor, port, 5);
      proc.table("tcp", TCP_HEADER + listener(port, 77)).open(descriptor, 77);
      reconciliation.read();
      proc.table("tcp", TCP_HEADER);
      for (int i = 0; i < 5; i++) {
        reconciliation.read();
      }
      assertThat(listeners(Integer.toString(port)))
          .singleElement()
          .matches(listener -> listener.knownBy().equals("hook"));
    }
  }

  @Test
  void aListenerThatIsOpenedDuringAReadingIsNotMissed() throws Exception {
    // never in the table, but younger than any reading
    proc.open(9, 77);
    long begun = System.nanoTime();
    Listener listener = open(9, 513, 5);
    assertThat(listener.sinceNanos - begun).isNotNegative();
    reconciliation.read();
    assertThat(listeners("513")).hasSize(1);
  }

  @Test
  void nothingIsDroppedWhenTheTablesAreNotRead() throws Exception {
    open(9, 513, 5);
    Files.delete(folder.resolve("self/net/tcp"));
    reconciliation.read();

    assertThat(listeners("513")).hasSize(1);
    assertThat(inventory.snapshot().kernelUnavailable()).contains("no tables");
    assertThat(port("513").isKnownToKernel()).isFalse();
    assertThat(only("513").queue()).isEqualTo(-1);
    assertThat(only("513").queueLimit()).isEqualTo(-1);
  }

  @Test
  void aStaleEntryGivesWayToAListenerOfTheKernels() {
    Port other = inventory.port(Protocol.TCP, "80");
    other.connections.accepted();
    inventory.descriptors().put(9, other.connections, System.nanoTime());
    proc.table("tcp", TCP_HEADER + listener(5005, 77)).open(9, 77);
    reconciliation.read();

    assertThat(only("5005").knownBy()).isEqualTo("kernel");
    assertThat(port("80").connections().active()).isZero();
  }

  @Test
  void dropsAndQueueOfADatagramSocketAreTheKernels() {
    datagrams(9, 513);
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 2304, 39)).open(9, 88);
    reconciliation.read();
    reconciliation.read();

    assertThat(port("513").queue()).isEqualTo(2304);
    assertThat(port("513").datagrams().dropped()).isEqualTo(39);
  }

  @Test
  void dropsAreThoseOfAllSocketsThatThePortEverHad() {
    Listener first = datagrams(9, 513);
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 0, 39)).open(9, 88);
    reconciliation.read();
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 0, 41));
    reconciliation.closing(first, 9);
    inventory.descriptors().remove(9, first);
    first.close();
    assertThat(port("513").datagrams().dropped()).isEqualTo(41);

    datagrams(9, 513);
    proc.table("udp", UDP_HEADER + udpRow(513, 89, 0, 5)).open(9, 89);
    reconciliation.read();
    assertThat(port("513").datagrams().dropped()).isEqualTo(46);
  }

  @Test
  void theKernelsCounterOfDropsMayOverflow() {
    datagrams(9, 513);
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 0, 0x7fff_fff0L)).open(9, 88);
    reconciliation.read();
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 0, 0xefff_ff00L));
    reconciliation.read();
    proc.table("udp", UDP_HEADER + udpRow(513, 88, 0, 4));
    reconciliation.read();

    assertThat(port("513").datagrams().dropped()).isEqualTo(0x1_0000_0004L);
  }

  @Test
  void figuresThatComeLateDoNotCountTwice() {
    KernelFigures figures = new KernelFigures(9);

    assertThat(figures.dropped(10)).isEqualTo(10);
    assertThat(figures.dropped(7)).isZero();
    assertThat(figures.dropped(12)).isEqualTo(2);
  }

  @Test
  void theKernelIsAskedOnceASecondAtMost() {
    proc.table("tcp", TCP_HEADER + listener(5005, 77)).open(9, 77);
    inventory.snapshot();
    proc.table("tcp", TCP_HEADER + listener(5005, 77) + listener(5006, 78)).open(10, 78);

    assertThat(inventory.snapshot().ports()).hasSize(1);
    reconciliation.read();
    assertThat(inventory.snapshot().ports()).hasSize(2);
  }

  @Test
  void aClientsUdpSocketIsFoldedByItsNumber() {
    proc.table("udp", UDP_HEADER + udpRow(40_000, 88, 0, 0) + udpRow(53, 89, 0, 0))
        .open(9, 88)
        .open(10, 89);
    reconciliation.read();

    assertThat(only("ephemeral").ephemeral()).isTrue();
    assertThat(only("53").ephemeral()).isFalse();
  }

  private Listener open(int descriptor, int port, int backlog) {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    return open(Endpoint.ofStream(address, false), descriptor, backlog);
  }

  private Listener datagrams(int descriptor, int port) {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    return open(Endpoint.ofDatagram(address, false), descriptor, 0);
  }

  private Listener open(Endpoint endpoint, int descriptor, int backlog) {
    Listener listener =
        inventory.open(endpoint, descriptor, backlog, false, Owner.ofCall(false, null));
    inventory.descriptors().put(descriptor, listener, System.nanoTime());
    return listener;
  }

  private ListenerSnapshot only(String port) {
    assertThat(listeners(port)).hasSize(1);
    return listeners(port).get(0);
  }

  private List<ListenerSnapshot> listeners(String port) {
    return port(port).listeners();
  }

  private PortSnapshot port(String label) {
    return inventory.snapshot().ports().stream()
        .filter(port -> port.port().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
