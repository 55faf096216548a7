package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BindErrorTest {

  /** For documentation (RFC 5737): no host has it. */
  private static final String NOBODYS_ADDRESS = "203.0.113.1";

  /** The ways to bind, each of which words its exceptions itself. */
  private enum Kind {
    SERVER_SOCKET {
      @Override
      void bind(SocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
          socket.bind(address);
        }
      }
    },
    SERVER_CHANNEL {
      @Override
      void bind(SocketAddress address) throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
          channel.bind(address);
        }
      }
    },
    ASYNCHRONOUS_SERVER_CHANNEL {
      @Override
      void bind(SocketAddress address) throws IOException {
        try (AsynchronousServerSocketChannel channel = AsynchronousServerSocketChannel.open()) {
          channel.bind(address);
        }
      }
    },
    DATAGRAM_SOCKET {
      @Override
      void bind(SocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(null)) {
          socket.bind(address);
        }
      }
    },
    DATAGRAM_CHANNEL {
      @Override
      void bind(SocketAddress address) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
          channel.bind(address);
        }
      }
    };

    abstract void bind(SocketAddress address) throws IOException;
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aPortThatIsTakenIsInUse(Kind kind) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
        DatagramSocket udp = new DatagramSocket(0, loopback)) {
      boolean datagrams = kind == Kind.DATAGRAM_SOCKET || kind == Kind.DATAGRAM_CHANNEL;
      int port = datagrams ? udp.getLocalPort() : tcp.getLocalPort();

      assertThat(error(() -> kind.bind(new InetSocketAddress(loopback, port))))
          .isEqualTo(BindError.IN_USE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatIsNotThisHostsIsTheAddressesFault(Kind kind) {
    assertThat(error(() -> kind.bind(new InetSocketAddress(NOBODYS_ADDRESS, 0))))
        .isEqualTo(BindError.ADDRESS);
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatDoesNotResolveIsTheAddressesFault(Kind kind) {
    assertThat(
            error(
                () -> kind.bind(InetSocketAddress.createUnresolved("nowhere.example.invalid", 0))))
        .isEqualTo(BindError.ADDRESS);
  }

  @ParameterizedTest
  @EnumSource
  void anAddressOfAnotherKindNeverReachesTheSystem(Kind kind) {
    assertThat(error(() -> kind.bind(UnixDomainSocketAddress.of(folder.resolve("socket")))))
        .isNull();
  }

  @Test
  void inAnotherLanguageTheAddressTells() throws Exception {
    BindException german = new BindException("Die Adresse wird bereits verwendet");
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    InetAddress documentation = InetAddress.getByName("192.0.2.1");
    assertThat(BindError.of(german, new InetSocketAddress(loopback, 80)))
        .isEqualTo(BindError.IN_USE);
    assertThat(BindError.of(german, new InetSocketAddress(80))).isEqualTo(BindError.IN_USE);
    assertThat(BindError.of(german, new InetSocketAddress(documentation, 80)))
        .isEqualTo(BindError.ADDRESS);
    assertThat(BindError.of(german, null)).isEqualTo(BindError.OTHER);
  }

  @Test
  void aPathThatExistsIsInUse() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel first = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ServerSocketChannel second = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      first.bind(address);

      assertThat(error(() -> second.bind(address))).isEqualTo(BindError.IN_USE);
    }
  }

  @Test
  void aFolderThatDoesNotExistIsAnotherError() throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path path = folder.resolve("missing").resolve("socket");

      assertThat(error(() -> channel.bind(UnixDomainSocketAddress.of(path))))
          .isEqualTo(BindError.OTHER);
    }
  }

  @Test
  void aSecondBindIsNoFailedBind() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocket socket = new ServerSocket();
        ServerSocketChannel channel = ServerSocketChannel.open();
        AsynchronousServerSocketChannel asynchronous = AsynchronousServerSocketChannel.open();
        DatagramChannel datagrams = DatagramChannel.open()) {
      socket.bind(any);
      channel.bind(any);
      asynchronous.bind(any);
      datagrams.bind(any);

      assertThat(error(() -> socket.bind(any))).isNull();
      assertThat(error(() -> channel.bind(any))).isNull();
      assertThat(error(() -> channel.socket().bind(any))).isNull();
      assertThat(error(() -> asynchronous.bind(any))).isNull();
      assertThat(error(() -> datagrams.bind(any))).isNull();
    }
  }

  @Test
  void aBindOfAClosedSocketIsNoFailedBind() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerSocket socket = new ServerSocket();
    ServerSocketChannel channel = ServerSocketChannel.open();
    AsynchronousServerSocketChannel asynchronous = AsynchronousServerSocketChannel.open();
    DatagramChannel datagrams = DatagramChannel.open();
    socket.close();
    channel.close();
    asynchronous.close();
    datagrams.close();

    assertThat(error(() -> socket.bind(any))).isNull();
    assertThat(error(() -> channel.bind(any))).isNull();
    assertThat(error(() -> asynchronous.bind(any))).isNull();
    assertThat(error(() -> datagrams.bind(any))).isNull();
  }

  /** As the kernel's EACCES arrives; a test that runs as root cannot provoke it. */
  @Test
  void aPrivilegedPortIsDenied() {
    assertThat(BindError.of(new BindException("Permission denied"))).isEqualTo(BindError.DENIED);
    assertThat(BindError.of(new SocketException("Permission denied (Bind failed)")))
        .isEqualTo(BindError.DENIED);
    assertThat(BindError.of(new SecurityException("access denied"))).isEqualTo(BindError.DENIED);
  }

  @Test
  void theSuffixesThatJava8AddsDoNotMatter() {
    assertThat(BindError.of(new BindException("Address already in use (Bind failed)")))
        .isEqualTo(BindError.IN_USE);
    assertThat(BindError.of(new BindException("Cannot assign requested address (Bind failed)")))
        .isEqualTo(BindError.ADDRESS);
  }

  @Test
  void anErrorWithoutAMessageIsAnotherError() {
    assertThat(BindError.of(new IOException())).isEqualTo(BindError.OTHER);
    assertThat(BindError.of(new RuntimeException())).isNull();
  }

  @Test
  void theLabelsAreTheContracts() {
    assertThat(Arrays.stream(BindError.values()).map(BindError::label))
        .containsExactly("in_use", "denied", "address", "policy", "other");
  }

  private interface Bind {
    void run() throws IOException;
  }

  private static BindError error(Bind bind) {
    Throwable thrown = catchThrowable(bind::run);
    assertThat(thrown).as("the bind must fail").isNotNull();
    return BindError.of(thrown);
  }
}
