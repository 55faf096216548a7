package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.agent.kernel.KernelSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the kernel: connections of this JVM. */
class PeersTest {

  private final RealSockets sockets = new RealSockets();
  private final Inventory inventory =
      new Inventory(10, false, ports -> Map.of(), new KernelSockets());
  private final SocketEventRecorder recorder = new SocketEventRecorder(inventory, () -> false);

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  @Test
  void twoClientsOfOneHostAreTwoPeers() throws IOException {
    ServerSocketChannel server = listening();
    Socket first = connect(server, true);
    Socket second = connect(server, true);

    List<PeerSnapshot> peers = peers(server);
    assertThat(peers)
        .extracting(PeerSnapshot::port)
        .containsExactlyInAnyOrder(first.getLocalPort(), second.getLocalPort());
    assertThat(peers)
        .allSatisfy(
            peer -> {
              assertThat(peer.address()).isEqualTo("127.0.0.1");
              assertThat(peer.localAddress()).isEqualTo("127.0.0.1");
              assertThat(peer.state()).isEqualTo("ESTABLISHED");
              assertThat(peer.sinceMillis())
                  .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
              assertThat(peer.sendQueue()).isZero();
              assertThat(peer.receiveQueue()).isZero();
            });
  }

  @Test
  void whatWasSentAndNotReadWaits() throws IOException {
    ServerSocketChannel server = listening();
    Socket client = connect(server, true);
    client.getOutputStream().write(new byte[1_000]);

    await().until(() -> peers(server).get(0).receiveQueue() == 1_000);
  }

  @Test
  void aConnectionThatNoHookSawHasNoTime() throws IOException {
    ServerSocketChannel server = listening();
    connect(server, false);

    assertThat(peers(server)).singleElement().extracting(PeerSnapshot::sinceMillis).isEqualTo(0L);
  }

  @Test
  void aConnectionThatThePeerEndedIsOneThatWaitsToBeClosed() throws IOException {
    ServerSocketChannel server = listening();
    connect(server, true).close();

    await().until(() -> peers(server).get(0).state().equals("CLOSE_WAIT"));
  }

  @Test
  void aPortThatIsNotKnownHasNone() {
    assertThat(inventory.peers("tcp", "1")).isEmpty();
    inventory.port(Protocol.UDP, "513");
    inventory.port(Protocol.UNIX, "/run/x");
    inventory.port(Protocol.TCP, "other");
    assertThat(inventory.peers("udp", "513")).isEmpty();
    assertThat(inventory.peers("unix", "/run/x")).isEmpty();
    assertThat(inventory.peers("tcp", "other")).isEmpty();
  }

  private ServerSocketChannel listening() throws IOException {
    ServerSocketChannel server = sockets.server();
    recorder.listening(
        RealSockets.descriptor(server), server.getLocalAddress(), RealSockets.ANY, 50, null);
    return server;
  }

  private Socket connect(ServerSocketChannel server, boolean hooked) throws IOException {
    Socket client = sockets.add(new Socket(InetAddress.getLoopbackAddress(), number(server)));
    SocketChannel connection = sockets.add(server.accept());
    if (hooked) {
      recorder.accepted(
          recorder.accepting(RealSockets.descriptor(server)),
          server.getLocalAddress(),
          RealSockets.descriptor(connection));
    }
    assertThat(connection.write(ByteBuffer.allocate(0))).isZero();
    return client;
  }

  private List<PeerSnapshot> peers(ServerSocketChannel server) throws IOException {
    return inventory.peers("tcp", Integer.toString(number(server)));
  }

  private static int number(ServerSocketChannel server) throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }
}
