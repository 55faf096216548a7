package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.implementation.MethodCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tells of real sockets what woven code of Netty's would, by their numbers alone. */
class NativeSocketsTest {

  private static final int TOO_MANY_FILES = -24;
  private static final int CANCELLED = -125;
  private static final int TRY_AGAIN = -11;

  private final Inventory inventory =
      new Inventory(1_000, false, ports -> Map.of(), NoKernel.SOCKETS);
  private final RealSockets sockets = new RealSockets();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    Porteiro.tell(new SocketEventRecorder(inventory, () -> false));
  }

  @AfterEach
  void close() throws IOException {
    Porteiro.tell(null);
    sockets.close();
  }

  // listeners

  @Test
  void aListenIsListedByWhatTheSystemHasForIt() throws IOException {
    ServerSocketChannel server = sockets.server();
    opened(server);
    Porteiro.bound(number(server), RealSockets.ANY, null);
    assertThat(inventory.snapshot().ports()).isEmpty();
    Porteiro.listening(number(server), 128, null);

    assertThat(port(server).listeners()).hasSize(1);
    ListenerSnapshot listener = port(server).listeners().get(0);
    assertThat(listener.address()).isEqualTo("127.0.0.1");
    assertThat(listener.ephemeral()).isTrue();
    Porteiro.listening(number(server), 256, null);
    assertThat(port(server).listeners()).hasSize(1);

    Porteiro.closing(number(server), false);
    assertThat(port(server).listeners()).hasSize(1);
    Porteiro.closing(number(server), true);
    assertThat(port(server).listeners()).isEmpty();
  }

  @Test
  void oneThatNobodySawOpenOrBoundIsListedToo() throws IOException {
    ServerSocketChannel server = sockets.server();
    Porteiro.listening(number(server), 128, null);

    assertThat(port(server).listeners()).hasSize(1);
    assertThat(port(server).listeners().get(0).ephemeral()).isFalse();
  }

  @Test
  void aUnixSocketIsListedByItsPath() throws IOException {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("socket"));
    ServerSocketChannel server =
        sockets.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX)).bind(path);
    opened(server);
    Porteiro.bound(number(server), path, null);
    Porteiro.listening(number(server), 128, null);
    accept(server, path);

    PortSnapshot port = port(path.toString());
    assertThat(port.protocol()).isEqualTo(Protocol.UNIX);
    assertThat(port.listeners()).hasSize(1);
    assertThat(port.connections().active()).isEqualTo(1);
  }

  /** Its address, read as the internet's, would be another port's. */
  @Test
  void aUnixSocketWhosePathNobodyKnowsIsPassedOver() throws IOException {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("socket"));
    ServerSocketChannel server =
        sockets.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX)).bind(path);
    Porteiro.listening(number(server), 128, null);
    accept(server, path);

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  @Test
  void aFailedBindAndAFailedListenAreCounted() throws IOException {
    BindException inUse = new BindException("bind(..) failed: Address already in use");
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", 513);
    ServerSocketChannel server = sockets.server();
    opened(server);
    Porteiro.bound(number(server), address, inUse);
    Porteiro.bound(number(server), address, null);
    Porteiro.listening(number(server), 128, inUse);

    assertThat(port("513").bindErrors(BindError.IN_USE)).isEqualTo(2);
  }

  @Test
  void aFailedBindOfAClientIsNone() throws IOException {
    SocketChannel client = sockets.add(SocketChannel.open());
    BindException inUse = new BindException("bind(..) failed: Address already in use");
    Porteiro.opened(number(client));
    Porteiro.bound(number(client), new InetSocketAddress("127.0.0.1", 513), inUse);
    Porteiro.listening(number(client), 128, inUse);

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  // owners

  @Test
  void whoMadeItIsTheOwnerOfWhatNettyBinds() throws Exception {
    ServerSocketChannel server = sockets.server();
    opened(server);
    Thread eventLoop =
        new Thread(
            () -> {
              asNetty("bound", number(server), RealSockets.ANY, null);
              asNetty("listening", number(server), 128, null);
            },
            "event loop");
    eventLoop.start();
    eventLoop.join();
    ListenerSnapshot listener = port(server).listeners().get(0);

    assertThat(listener.owner()).isEqualTo(NativeSocketsTest.class.getName());
    assertThat(listener.thread()).isEqualTo(Thread.currentThread().getName());
  }

  // connections

  @Test
  void acceptsAndClosesAreCounted() throws IOException {
    ServerSocketChannel server = listening();
    Object accepting = Porteiro.accepting(number(server));
    SocketChannel connection = sockets.accept(server);
    Porteiro.accepted(accepting, number(connection), null);
    Porteiro.accepted(Porteiro.accepting(number(server)), -1, null);
    assertThat(port(server).connections().active()).isEqualTo(1);
    Porteiro.received(number(connection), 5);
    Porteiro.sent(number(connection), 5);
    Porteiro.connected(number(connection));
    Porteiro.readCompleted(number(connection), 5);
    Porteiro.writeCompleted(number(connection), 5);
    Porteiro.closing(number(connection), true);
    Porteiro.closing(number(connection), false);

    assertThat(port(server).connections().accepted()).isEqualTo(1);
    assertThat(port(server).connections().closed()).isEqualTo(1);
    assertThat(inventory.snapshot().ports()).hasSize(1);
  }

  @Test
  void aConnectionOfAListenerThatNobodyKnowsHasItsPort() throws IOException {
    ServerSocketChannel server = sockets.server();
    SocketChannel connection = sockets.accept(server);
    Porteiro.accepted(Porteiro.accepting(number(server)), number(connection), null);

    assertThat(port(server).connections().active()).isEqualTo(1);
  }

  @Test
  void whatTheRingAcceptsIsCounted() throws IOException {
    ServerSocketChannel server = listening();
    Porteiro.readCompleted(number(server), number(sockets.accept(server)));
    Porteiro.readCompleted(number(server), TRY_AGAIN);
    Porteiro.readCompleted(number(server), CANCELLED);
    Porteiro.readCompleted(number(server), TOO_MANY_FILES);

    assertThat(port(server).connections().active()).isEqualTo(1);
    assertThat(port(server).connections().errors(AcceptError.TOO_MANY_FILES)).isEqualTo(1);
    assertThat(port(server).connections().errors(AcceptError.OTHER)).isZero();
  }

  // datagrams

  @Test
  void aDatagramSocketIsListedWhenItIsBound() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
    Porteiro.datagramOpened(number(channel));
    Porteiro.bound(number(channel), local, null);
    exchange(number(channel));

    expect(Integer.toString(local.getPort()));
    assertThat(port(Integer.toString(local.getPort())).listeners()).hasSize(1);
  }

  @Test
  void oneThatNobodySawOpenIsListedTooWhenItIsBound() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    Porteiro.bound(number(channel), channel.getLocalAddress(), null);
    exchange(number(channel));

    expect(Integer.toString(((InetSocketAddress) channel.getLocalAddress()).getPort()));
  }

  @Test
  void oneThatTheSystemBoundIsAClients() throws IOException {
    DatagramChannel peer = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    DatagramChannel channel = sockets.add(DatagramChannel.open());
    Porteiro.datagramOpened(number(channel));
    Porteiro.connected(number(channel));
    assertThat(inventory.snapshot().ports()).isEmpty();
    channel.connect(peer.getLocalAddress());
    Porteiro.connected(number(channel));
    exchange(number(channel));

    expect(Endpoint.EPHEMERAL);
  }

  @Test
  void oneThatWasThereBeforeIsListedWhenAPacketIsAboutToBeUnpacked() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    Porteiro.received(number(channel), 5);
    assertThat(inventory.snapshot().ports()).isEmpty();
    Porteiro.unpacking(number(channel));
    Porteiro.unpacked(5, 0);

    assertThat(inventory.snapshot().ports())
        .singleElement()
        .extracting(port -> port.datagrams().received())
        .isEqualTo(1L);
  }

  @Test
  void aFailedBindOfADatagramSocketIsCounted() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open());
    BindException inUse = new BindException("bind(..) failed: Address already in use");
    Porteiro.datagramOpened(number(channel));
    Porteiro.bound(number(channel), new InetSocketAddress("127.0.0.1", 513), inUse);

    assertThat(port("513").protocol()).isEqualTo(Protocol.UDP);
    assertThat(port("513").bindErrors(BindError.IN_USE)).isEqualTo(1);
  }

  /** Every way, 3 datagrams of 12 bytes each way; the empty ones are as epoll and io_uring tell. */
  private static void exchange(int socket) {
    Porteiro.received(socket, 5);
    Porteiro.received(socket, 0);
    Porteiro.received(socket, -1);
    Porteiro.unpacking(socket);
    Porteiro.unpacked(4, 0);
    Porteiro.readCompleted(socket, 3);
    Porteiro.readCompleted(socket, TRY_AGAIN);
    Porteiro.sent(socket, 5);
    Porteiro.sent(socket, 0);
    Porteiro.packing();
    Porteiro.packed(4, 0, true);
    Porteiro.packed(9, 0, false);
    Porteiro.sentPacked(socket, 0, 1);
    Porteiro.sentPacked(socket, 0, 0);
    Porteiro.writeCompleted(socket, 3);
    Porteiro.writeCompleted(socket, TRY_AGAIN);
  }

  private void expect(String label) {
    DatagramSnapshot datagrams = port(label).datagrams();
    assertThat(datagrams.received()).isEqualTo(4);
    assertThat(datagrams.receivedBytes()).isEqualTo(12);
    assertThat(datagrams.sent()).isEqualTo(3);
    assertThat(datagrams.sentBytes()).isEqualTo(12);
  }

  @Test
  void whatIsNoSocketAtAllIsPassedOver() {
    Porteiro.received(1_000_000, 5);
    Porteiro.bound(1_000_000, RealSockets.ANY, null);
    Porteiro.listening(1_000_000, 5, null);
    Porteiro.connected(1_000_000);
    Porteiro.readCompleted(1_000_000, 5);
    Porteiro.unpacking(1_000_000);

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  private ServerSocketChannel listening() throws IOException {
    ServerSocketChannel server = sockets.server();
    opened(server);
    Porteiro.bound(number(server), server.getLocalAddress(), null);
    Porteiro.listening(number(server), 128, null);
    return server;
  }

  private static void opened(ServerSocketChannel server) {
    asNetty("opened", number(server));
  }

  /** From a class that is Netty's by its name. */
  private static void asNetty(String event, Object... values) {
    try {
      Method method =
          Arrays.stream(Porteiro.class.getMethods())
              .filter(m -> m.getName().equals(event))
              .filter(m -> m.getParameterTypes()[0] == int.class)
              .filter(m -> m.getParameterCount() == values.length)
              .findFirst()
              .orElseThrow();
      new ByteBuddy()
          .subclass(Object.class)
          .name("io.netty.channel.TestServerSocketChannel")
          .defineMethod("tell", void.class, Visibility.PUBLIC, Ownership.STATIC)
          .withParameters(method.getParameterTypes())
          .intercept(MethodCall.invoke(method).withAllArguments())
          .make()
          .load(NativeSocketsTest.class.getClassLoader())
          .getLoaded()
          .getMethod("tell", method.getParameterTypes())
          .invoke(null, values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void accept(ServerSocketChannel server, SocketAddress address) throws IOException {
    sockets.add(SocketChannel.open(address));
    SocketChannel connection = sockets.add(server.accept());
    Porteiro.accepted(Porteiro.accepting(number(server)), number(connection), null);
  }

  private static int number(Channel channel) {
    FileDescriptor descriptor = RealSockets.descriptor(channel);
    return Descriptors.number(descriptor);
  }

  private PortSnapshot port(NetworkChannel channel) throws IOException {
    return port(Integer.toString(((InetSocketAddress) channel.getLocalAddress()).getPort()));
  }

  private PortSnapshot port(String label) {
    return inventory.snapshot().ports().stream()
        .filter(port -> port.port().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
