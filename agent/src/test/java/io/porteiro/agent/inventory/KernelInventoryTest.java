package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.kernel.KernelSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds real sockets of this process against the system's list, which may have others' too. */
@Timeout(60)
class KernelInventoryTest {

  private static final int MAX_PORTS = 256;
  private static final int LISTENERS = 500;

  private final Inventory inventory =
      new Inventory(MAX_PORTS, false, ports -> Map.of(), new KernelSockets());
  private final SocketEventRecorder recorder = new SocketEventRecorder(inventory, () -> false);
  private final RealSockets sockets = new RealSockets();

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  @Test
  void allListenersAreInTheInventoryHoweverManyAreFolded() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      ServerSocketChannel told = sockets.server();
      recorder.listening(
          RealSockets.descriptor(told), told.getLocalAddress(), RealSockets.ANY, 50, null);
      expected.add("hook " + told.socket().getLocalPort());
      expected.add("kernel " + sockets.server().socket().getLocalPort());
    }

    InventorySnapshot snapshot = inventory.snapshot();
    List<String> listed = new ArrayList<>();
    for (PortSnapshot port : snapshot.ports()) {
      for (ListenerSnapshot listener : port.listeners()) {
        listed.add(listener.knownBy() + " " + port.port());
      }
    }
    assertThat(snapshot.kernelUnavailable()).isNull();
    assertThat(listed).containsAll(expected);
    assertThat(listed.stream().filter(expected::contains)).hasSameSizeAs(expected);
    assertThat(snapshot.folded()).isGreaterThanOrEqualTo(2 * LISTENERS - MAX_PORTS);
    assertThat(snapshot.bounded()).hasSizeLessThan(MAX_PORTS + 2 * Protocol.values().length);
  }

  @Test
  void aDatagramSocketThatIsConnectedKeepsItsPortAndOwnerAndHasAnotherAddress() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(new InetSocketAddress(0));
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    recorder.datagramBound(RealSockets.descriptor(channel), null, bound, null);
    channel.connect(sockets.server().getLocalAddress());

    assertThat(inventory.snapshot().ports())
        .filteredOn(port -> port.port().equals(Integer.toString(bound.getPort())))
        .flatExtracting(PortSnapshot::listeners)
        .singleElement()
        .satisfies(
            listener -> {
              assertThat(listener.address()).isEqualTo("127.0.0.1");
              assertThat(listener.exposure()).isEqualTo(Exposure.LOOPBACK);
              assertThat(listener.knownBy()).isEqualTo("hook");
              assertThat(listener.ephemeral()).isFalse();
            });
  }
}
