package io.porteiro.agent.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the kernel: sockets of this JVM. */
class ThisProcessTest {

  private final KernelSockets sockets = new KernelSockets();

  @Test
  void aServerSocketAndItsQueueAreSeen() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, loopback())) {
      assertThat(only("tcp", server.getLocalPort()).queue()).isZero();

      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(new Socket(loopback(), server.getLocalPort()));
      }

      await().until(() -> only("tcp", server.getLocalPort()).queue() == 3);
      KernelSocket seen = only("tcp", server.getLocalPort());
      assertThat(seen.address()).isEqualTo(loopback());
      assertThat(seen.drops()).isEqualTo(KernelSocket.UNKNOWN);
      assertItsDescriptor(seen);

      server.accept().close();
      await().until(() -> only("tcp", server.getLocalPort()).queue() == 2);
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void theKernelsAddressIsSeen() throws IOException {
    InetAddress loopback6 = InetAddress.getByName("::1");
    try (ServerSocket wildcard = new ServerSocket(0);
        ServerSocket six = new ServerSocket(0, 50, loopback6);
        ServerSocketChannel four = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      four.bind(new InetSocketAddress("0.0.0.0", 0));

      assertThat(only("tcp", wildcard.getLocalPort()).address().getHostAddress())
          .isEqualTo("0:0:0:0:0:0:0:0");
      assertThat(only("tcp", six.getLocalPort()).address()).isEqualTo(loopback6);
      assertThat(only("tcp", four.socket().getLocalPort()).address().getHostAddress())
          .isEqualTo("0.0.0.0");
    }
  }

  @Test
  void aListenerIsGoneWhenItIsClosed() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 50, loopback())) {
      port = server.getLocalPort();
      assertThat(seen("tcp", port)).hasSize(1);
    }

    assertThat(seen("tcp", port)).isEmpty();
  }

  @Test
  void anotherProcesssListenerIsNotSeen() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ListeningChild.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = child.inputReader()) {
      int port = Integer.parseInt(output.readLine());

      try (ServerSocket ours = new ServerSocket(0, 50, loopback())) {
        assertThat(kernelRow("tcp", port)).isNotEmpty();
        assertThat(seen("tcp", ours.getLocalPort())).hasSize(1);
        assertThat(seen("tcp", port)).isEmpty();
        assertThat(sockets.connections(port)).isEmpty();
      }
    } finally {
      child.getOutputStream().close();
      child.waitFor();
    }
  }

  @Test
  void aDatagramSocketAndItsDropsAreSeen() throws IOException {
    try (DatagramSocket receiver = new DatagramSocket(0, loopback());
        DatagramSocket sender = new DatagramSocket(0, loopback())) {
      receiver.setReceiveBufferSize(1);
      assertThat(only("udp", receiver.getLocalPort()).drops()).isZero();

      byte[] bytes = new byte[1000];
      for (int i = 0; i < 50; i++) {
        sender.send(new DatagramPacket(bytes, bytes.length, loopback(), receiver.getLocalPort()));
      }

      KernelSocket seen = only("udp", receiver.getLocalPort());
      String[] row = kernelRow("udp", receiver.getLocalPort()).get(0);
      assertThat(seen.drops()).isPositive().isEqualTo(Long.parseLong(row[12]));
      assertThat(seen.queue())
          .isGreaterThanOrEqualTo(bytes.length)
          .isEqualTo(Long.parseLong(row[4].substring(9), 16));
      assertThat(seen.inode()).isEqualTo(Long.parseLong(row[9]));
      assertThat(seen.address()).isEqualTo(loopback());
      assertItsDescriptor(seen);
    }
  }

  @Test
  void anIpv4DatagramChannelIsSeen() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.bind(new InetSocketAddress("0.0.0.0", 0));

      assertThat(only("udp", channel.socket().getLocalPort()).address().getHostAddress())
          .isEqualTo("0.0.0.0");
    }
  }

  @Test
  void aUnixDomainListenerIsSeen(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("a b\nc ");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      List<KernelSocket> seen =
          readAll().stream().filter(socket -> path.toString().equals(socket.path())).toList();
      assertThat(seen).hasSize(1);
      assertThat(seen.get(0).protocol()).isEqualTo("unix");
      assertItsDescriptor(seen.get(0));
    }
  }

  @Test
  void connectionsAreSeen() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, loopback());
        Socket first = new Socket(loopback(), server.getLocalPort())) {
      Socket second = new Socket(loopback(), server.getLocalPort());
      int port = server.getLocalPort();
      assertThat(sockets.connections(port)).isEmpty();

      try (Socket acceptedFirst = server.accept();
          Socket acceptedSecond = server.accept()) {
        first.getOutputStream().write(new byte[5]);
        second.close();

        await().until(() -> state(port, second.getLocalPort()).equals("CLOSE_WAIT"));
        assertThat(sockets.connections(port)).hasSize(2);
        KernelConnection seen = connection(port, first.getLocalPort());
        assertThat(seen.state()).isEqualTo("ESTABLISHED");
        assertThat(seen.localAddress()).isEqualTo(loopback());
        assertThat(seen.peerAddress()).isEqualTo(loopback());
        assertThat(seen.receiveQueue()).isEqualTo(5);
        assertThat(seen.sendQueue()).isZero();
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + seen.descriptor())))
            .hasToString("socket:[" + seen.inode() + "]");
        assertThat(sockets.connections(first.getLocalPort()))
            .extracting(KernelConnection::peerPort)
            .containsExactly(port);
        assertThat(acceptedFirst.getPort()).isEqualTo(first.getLocalPort());
        assertThat(acceptedSecond.isClosed()).isFalse();
      }
      assertThat(sockets.connections(port)).isEmpty();
    }
  }

  @Test
  void somaxconnIsTheKernels() throws IOException {
    // in one go: the kernel hands a sysctl out only once, and Files begins with a single byte
    try (var file = new FileInputStream("/proc/sys/net/core/somaxconn")) {
      String text = new String(file.readNBytes(64), US_ASCII);
      assertThat(sockets.somaxconn()).isEqualTo(Integer.parseInt(text.trim()));
    }
  }

  /** On a machine that is busy a listing may be slow, and the next one have to wait. */
  private List<KernelSocket> readAll() {
    return await().until(sockets::read, table -> table.unavailable() == null).sockets();
  }

  private List<KernelSocket> seen(String protocol, int port) {
    return readAll().stream()
        .filter(socket -> socket.protocol().equals(protocol) && socket.port() == port)
        .toList();
  }

  private KernelSocket only(String protocol, int port) {
    List<KernelSocket> seen = seen(protocol, port);
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  private KernelConnection connection(int port, int peerPort) {
    return sockets.connections(port).stream()
        .filter(connection -> connection.peerPort() == peerPort)
        .findFirst()
        .orElseThrow();
  }

  private String state(int port, int peerPort) {
    return connection(port, peerPort).state();
  }

  private static void assertItsDescriptor(KernelSocket socket) throws IOException {
    assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + socket.descriptor())))
        .hasToString("socket:[" + socket.inode() + "]");
  }

  /** The rows with that local port, whoever's. */
  private static List<String[]> kernelRow(String protocol, int port) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String file : new String[] {protocol, protocol + "6"}) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/net/" + file))) {
        lines
            .map(line -> line.trim().split(" +"))
            .filter(row -> row[1].endsWith(":%04X".formatted(port)))
            .forEach(rows::add);
      }
    }
    return rows;
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByName("127.0.0.1");
  }
}
