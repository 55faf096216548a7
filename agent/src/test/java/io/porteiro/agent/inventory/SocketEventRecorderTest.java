package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tells the recorder what the woven code would, about real sockets. */
@Timeout(60)
class SocketEventRecorderTest {

  private final AtomicBoolean own = new AtomicBoolean();
  private final Inventory inventory =
      new Inventory(1_000, false, ports -> Map.of(), NoKernel.SOCKETS);
  private final SocketEventRecorder recorder = new SocketEventRecorder(inventory, own::get);
  private final RealSockets sockets = new RealSockets();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @TempDir Path folder;

  @AfterEach
  void close() throws IOException {
    Porteiro.tell(null);
    threads.shutdownNow();
    sockets.close();
  }

  // listeners

  @Test
  void aListenerIsListedWhileItIsOpen() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    PortSnapshot port = port(server);

    assertThat(port.protocol()).isEqualTo(Protocol.TCP);
    assertThat(port.listeners()).hasSize(1);
    ListenerSnapshot listener = port.listeners().get(0);
    assertThat(listener.address()).isEqualTo("127.0.0.1");
    assertThat(listener.exposure()).isEqualTo(Exposure.LOOPBACK);
    assertThat(listener.knownBy()).isEqualTo("hook");
    assertThat(listener.sinceMillis()).isBetween(1L, System.currentTimeMillis());

    recorder.closing(RealSockets.descriptor(server));
    assertThat(port(server).listeners()).isEmpty();
    assertThat(port.listeners()).hasSize(1);
  }

  @Test
  void aListenerThatAskedForNoPortInParticularIsEphemeralUnderItsNumber() throws IOException {
    ServerSocketChannel server = sockets.server();
    SocketAddress local = server.getLocalAddress();
    FileDescriptor descriptor = RealSockets.descriptor(server);

    recorder.listening(descriptor, local, RealSockets.ANY, 50, null);
    assertThat(port(server).listeners().get(0).ephemeral()).isTrue();
    recorder.listening(descriptor, local, null, 50, null);
    assertThat(port(server).listeners().get(0).ephemeral()).isTrue();
    recorder.listening(descriptor, local, local, 50, null);
    assertThat(port(server).listeners().get(0).ephemeral()).isFalse();
    assertThat(port(server).listeners()).hasSize(1);
  }

  @Test
  void aServerSocketIsListedByWhatTheSystemHasForIt() throws IOException {
    ServerSocket server = sockets.add(new ServerSocket());
    server.bind(RealSockets.ANY);
    recorder.listening(RealSockets.impl(server), RealSockets.ANY, 50, null);

    PortSnapshot port = port(Integer.toString(server.getLocalPort()));
    assertThat(port.listeners())
        .singleElement()
        .extracting(ListenerSnapshot::address)
        .isEqualTo("127.0.0.1");
  }

  @Test
  void aSocketOfAnotherLibrarysHasNoDescriptorAndIsPassedOver() {
    SocketImpl another = RealSockets.anotherLibrarys(SocketImpl.class);
    recorder.listening(another, RealSockets.ANY, 50, null);
    recorder.listening(new FileDescriptor(), RealSockets.ANY, RealSockets.ANY, 50, null);
    recorder.accepted(recorder.accepting(another), another);

    assertThat(connections()).isZero();
    assertThat(inventory.snapshot().ports()).allMatch(port -> port.listeners().isEmpty());
  }

  @Test
  void aUnixSocketIsListedByItsPath() throws IOException {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("socket"));
    ServerSocketChannel server =
        sockets.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX)).bind(path);
    recorder.listening(RealSockets.descriptor(server), server.getLocalAddress(), path, 50, null);
    SocketChannel client = sockets.add(SocketChannel.open(path));
    SocketChannel connection = sockets.add(server.accept());
    accepted(server, connection);

    PortSnapshot port = port(path.toString());
    assertThat(port.protocol()).isEqualTo(Protocol.UNIX);
    assertThat(port.connections().active()).isEqualTo(1);
    ListenerSnapshot listener = port.listeners().get(0);
    assertThat(listener.address()).isEqualTo(path.toString());
    assertThat(listener.exposure()).isEqualTo(Exposure.UNIX);
    assertThat(listener.ephemeral()).isFalse();
    assertThat(client.isConnected()).isTrue();
  }

  @Test
  void severalListenersShareAPort() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    ServerSocketChannel another = sockets.server();
    recorder.listening(
        RealSockets.descriptor(another), server.getLocalAddress(), RealSockets.ANY, 50, null);

    assertThat(port(server).listeners()).hasSize(2);
    recorder.closing(RealSockets.descriptor(another));
    assertThat(port(server).listeners()).hasSize(1);
  }

  @Test
  void aListenerThatWasClosedBeforeItCouldBeListedIsNot() throws IOException {
    ServerSocketChannel server = sockets.server();
    SocketAddress local = server.getLocalAddress();
    FileDescriptor descriptor = RealSockets.descriptor(server);
    server.close();
    recorder.listening(descriptor, local, RealSockets.ANY, 50, null);

    assertThat(inventory.snapshot().ports()).allMatch(port -> port.listeners().isEmpty());
  }

  @Test
  void thePortOfAListenerIsNotLetGoWhileTheListenerIsBeingListed() throws IOException {
    Inventory small = new Inventory(1, false, ports -> Map.of(), NoKernel.SOCKETS);
    SocketEventRecorder recorder =
        new SocketEventRecorder(
            small,
            () -> {
              // another thread binds at this very moment
              small.port(Protocol.TCP, "513");
              return false;
            });
    ServerSocketChannel server = sockets.server();
    recorder.listening(
        RealSockets.descriptor(server), server.getLocalAddress(), RealSockets.ANY, 50, null);

    String label = label(server.getLocalAddress());
    assertThat(small.snapshot().ports())
        .filteredOn(port -> port.port().equals(label))
        .singleElement()
        .satisfies(port -> assertThat(port.listeners()).hasSize(1));
  }

  @Test
  void theOwnerIsWhoCalledTheWovenMethod() throws IOException {
    Porteiro.tell(recorder);
    ServerSocketChannel server = sockets.server();
    Porteiro.listening(
        RealSockets.descriptor(server), server.getLocalAddress(), RealSockets.ANY, 50, null);

    ListenerSnapshot listener = port(server).listeners().get(0);
    assertThat(listener.owner()).isEqualTo(SocketEventRecorderTest.class.getName());
    assertThat(listener.artifact()).isEqualTo("test-classes");
    assertThat(listener.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(listener.stack())
        .extracting(StackTraceElement::getMethodName)
        .contains("theOwnerIsWhoCalledTheWovenMethod");
  }

  // connections

  @Test
  void aConnectionIsCountedFromAcceptToClose() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel connection = sockets.accept(server);
    accepted(server, connection);

    assertCounts(server, 1, 0);
    assertThat(connections(server).openNanos()).isZero();

    recorder.closing(RealSockets.descriptor(connection));
    assertCounts(server, 1, 1);
    assertThat(connections(server).openNanos()).isPositive();
  }

  @Test
  void aConnectionOfAServerSocketIsCountedToo() throws IOException {
    ServerSocket server = sockets.add(new ServerSocket());
    server.bind(RealSockets.ANY);
    recorder.listening(RealSockets.impl(server), RealSockets.ANY, 50, null);
    Object accepting = recorder.accepting(RealSockets.impl(server));
    sockets.add(new Socket(server.getInetAddress(), server.getLocalPort()));
    SocketImpl connection = RealSockets.impl(sockets.add(server.accept()));
    recorder.accepted(accepting, connection);

    ConnectionSnapshot open = port(Integer.toString(server.getLocalPort())).connections();
    assertThat(open.active()).isEqualTo(1);
    recorder.closing(Descriptors.of(connection));
    ConnectionSnapshot closed = port(Integer.toString(server.getLocalPort())).connections();
    assertThat(closed.closed()).isEqualTo(1);
  }

  @Test
  void aSecondCloseChangesNothing() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel connection = sockets.accept(server);
    accepted(server, connection);
    FileDescriptor descriptor = RealSockets.descriptor(connection);
    recorder.closing(descriptor);
    recorder.closing(descriptor);
    recorder.closing(Descriptors.number(descriptor));

    assertCounts(server, 1, 1);
  }

  @Test
  void aCloseIsAlsoCountedByNumber() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel connection = sockets.accept(server);
    accepted(server, connection);
    recorder.closing(Descriptors.number(RealSockets.descriptor(connection)));

    assertCounts(server, 1, 1);
  }

  @Test
  void aCloseOfWhatNobodyKnowsChangesNothing() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel client = sockets.client(server);
    recorder.closing(RealSockets.descriptor(client));
    recorder.closing(new FileDescriptor());
    recorder.closing((FileDescriptor) null);
    recorder.closing(-1);

    assertCounts(server, 0, 0);
    assertThat(port(server).listeners()).hasSize(1);
  }

  @Test
  void aConnectionOutlivesItsListener() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel connection = sockets.accept(server);
    accepted(server, connection);
    String label = label(server.getLocalAddress());
    recorder.closing(RealSockets.descriptor(server));

    assertThat(port(label).connections().active()).isEqualTo(1);
    recorder.closing(RealSockets.descriptor(connection));
    assertThat(port(label).connections().active()).isZero();
  }

  @Test
  void twoThreadsThatCloseTheSameConnectionCountOnce() throws Exception {
    ServerSocketChannel server = listening(sockets.server());
    FileDescriptor descriptor = RealSockets.descriptor(sockets.accept(server));
    Object accepting = recorder.accepting(RealSockets.descriptor(server));
    int rounds = 2_000;
    CyclicBarrier barrier =
        new CyclicBarrier(2, () -> recorder.accepted(accepting, null, descriptor));
    List<Future<?>> closers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      closers.add(
          threads.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  barrier.await(30, TimeUnit.SECONDS);
                  recorder.closing(descriptor);
                }
                return null;
              }));
    }
    for (Future<?> closer : closers) {
      closer.get(50, TimeUnit.SECONDS);
    }

    assertCounts(server, rounds, rounds);
  }

  @Test
  void whatSeveralThreadsAcceptAndCloseIsCountedExactly() throws Exception {
    ServerSocketChannel server = listening(sockets.server());
    int rounds = 100;
    List<Future<?>> servers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      servers.add(
          threads.submit(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  Object accepting = recorder.accepting(RealSockets.descriptor(server));
                  try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                      SocketChannel connection = server.accept()) {
                    FileDescriptor descriptor = RealSockets.descriptor(connection);
                    recorder.accepted(accepting, server.getLocalAddress(), descriptor);
                    recorder.closing(descriptor);
                    recorder.closing(RealSockets.descriptor(client));
                  }
                }
                return null;
              }));
    }
    for (Future<?> future : servers) {
      future.get(50, TimeUnit.SECONDS);
    }

    assertCounts(server, 4 * rounds, 4 * rounds);
  }

  @Test
  void aCloseThatWasMissedIsMadeUpForWhenTheNumberIsUsedAgain() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel missed = sockets.accept(server);
    accepted(server, missed);
    int number = Descriptors.number(RealSockets.descriptor(missed));
    int accepted = 1;
    sockets.client(server);
    missed.close();
    SocketChannel next = sockets.add(server.accept());
    accepted(server, next);
    accepted++;
    // another thread of this JVM may have been given the number
    while (Descriptors.number(RealSockets.descriptor(next)) != number && accepted < 100) {
      next = sockets.accept(server);
      accepted(server, next);
      accepted++;
    }

    assertCounts(server, accepted, 1);
    assertThat(connections(server).openNanos()).isZero();
  }

  @Test
  void aListenerWhoseCloseWasMissedGoesWhenItsNumberIsUsedAgain() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    ServerSocketChannel another = sockets.server();
    recorder.listening(
        RealSockets.descriptor(server), another.getLocalAddress(), RealSockets.ANY, 50, null);

    assertThat(port(server).listeners()).isEmpty();
    assertThat(port(another).listeners()).hasSize(1);
  }

  @Test
  void aConnectionOfAListenerThatNobodySawIsCountedByItsLocalAddress() throws IOException {
    ServerSocketChannel server = sockets.server();
    SocketChannel first = sockets.accept(server);
    Object accepting = recorder.accepting(RealSockets.descriptor(server));
    recorder.accepted(accepting, null, RealSockets.descriptor(first));
    SocketChannel second = sockets.accept(server);
    recorder.accepted(accepting, server.getLocalAddress(), RealSockets.descriptor(second));

    assertThat(accepting).isNull();
    assertCounts(server, 2, 0);
    assertThat(port(server).listeners()).isEmpty();
    recorder.closing(RealSockets.descriptor(first));
    assertCounts(server, 2, 1);
  }

  @Test
  void aConnectionThatIsClosedAlreadyAndWhoseListenerNobodySawIsPassedOver() throws IOException {
    recorder.accepted(null, null, new FileDescriptor());

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  @Test
  void anAcceptAndACloseAllocateNothing() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    SocketAddress local = server.getLocalAddress();
    FileDescriptor listener = RealSockets.descriptor(server);
    FileDescriptor connection = RealSockets.descriptor(sockets.accept(server));
    DatagramChannel datagrams = datagramsBound(RealSockets.ANY);
    FileDescriptor datagram = RealSockets.descriptor(datagrams);
    Runnable events =
        () -> {
          recorder.accepted(recorder.accepting(listener), local, connection);
          recorder.closing(connection);
          received(datagram, 1);
          sent(datagram, 1);
        };
    int rounds = 20_000;
    allocated(events, rounds);

    assertThat(allocated(events, rounds)).as("bytes in %d rounds", rounds).isLessThan(rounds);
  }

  // the agent's own

  @Test
  void theAgentsOwnListenerIsListedButItsConnectionsAreNotCounted() throws IOException {
    own.set(true);
    ServerSocketChannel server = listening(sockets.server());
    SocketChannel connection = sockets.accept(server);
    own.set(false);
    accepted(server, connection);
    recorder.acceptFailed(
        recorder.accepting(RealSockets.descriptor(server)), new IOException("any"));

    assertThat(port(server).listeners()).hasSize(1);
    assertCounts(server, 0, 0);
    assertThat(connections(server).errors(AcceptError.OTHER)).isZero();
    recorder.closing(RealSockets.descriptor(connection));
    assertCounts(server, 0, 0);
  }

  @Test
  void theAgentsOwnFailedBindsAreNotTheApplications() {
    own.set(true);
    recorder.listening(
        (FileDescriptor) null,
        null,
        RealSockets.ANY,
        50,
        new BindException("Address already in use"));

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  // accepts that fail

  @Test
  void anAcceptThatFailsIsCountedByItsError() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    Object accepting = recorder.accepting(RealSockets.descriptor(server));
    recorder.acceptFailed(accepting, new IOException("Too many open files"));
    recorder.acceptFailed(accepting, new IOException("Too many open files"));
    recorder.acceptFailed(accepting, new SocketException("anything else"));
    recorder.acceptFailed(accepting, new SocketTimeoutException("Accept timed out"));
    recorder.acceptFailed((Object) null, new IOException("of a listener that nobody saw"));

    assertThat(connections(server).errors(AcceptError.TOO_MANY_FILES)).isEqualTo(2);
    assertThat(connections(server).errors(AcceptError.OTHER)).isEqualTo(1);
    assertThat(connections(server).errors(AcceptError.ABORTED)).isZero();
    assertCounts(server, 0, 0);
  }

  @Test
  void anAcceptThatEndsBecauseItsListenerIsClosedIsNoFailure() throws Exception {
    ServerSocketChannel server = listening(sockets.server());
    String label = label(server.getLocalAddress());
    CyclicBarrier barrier = new CyclicBarrier(2);
    Future<Throwable> accept =
        threads.submit(
            () -> {
              Object accepting = recorder.accepting(RealSockets.descriptor(server));
              barrier.await(30, TimeUnit.SECONDS);
              Throwable thrown = catchThrowable(server::accept);
              recorder.acceptFailed(accepting, thrown);
              return thrown;
            });
    barrier.await(30, TimeUnit.SECONDS);
    recorder.closing(RealSockets.descriptor(server));
    server.close();

    assertThat(accept.get(30, TimeUnit.SECONDS))
        .isInstanceOfAny(AsynchronousCloseException.class, ClosedChannelException.class);
    for (AcceptError error : AcceptError.values()) {
      assertThat(port(label).connections().errors(error)).isZero();
    }
  }

  @Test
  void anAsynchronousAcceptThatFailsIsCountedOnceHoweverOftenItIsTold() throws IOException {
    AsynchronousServerSocketChannel server = asynchronous();
    IOException first = new IOException("Too many open files");
    recorder.acceptFailed(server, first);
    recorder.acceptFailed(server, first);
    recorder.acceptFailed(server, new IOException("Too many open files"));

    assertThat(port(server).connections().errors(AcceptError.TOO_MANY_FILES)).isEqualTo(2);
  }

  @Test
  void anAsynchronousAcceptThatEndsBecauseItsListenerIsClosedIsNoFailure() throws Exception {
    AsynchronousServerSocketChannel server = asynchronous();
    String label = label(server.getLocalAddress());
    Future<?> accept = server.accept();
    recorder.closing(RealSockets.descriptor(server));
    server.close();
    Throwable thrown = catchThrowable(() -> accept.get(30, TimeUnit.SECONDS));
    recorder.acceptFailed(server, thrown.getCause());

    assertThat(thrown).hasCauseInstanceOf(AsynchronousCloseException.class);
    assertThat(port(label).connections().errors(AcceptError.OTHER)).isZero();
  }

  @Test
  void anAsynchronousAcceptOfAnotherLibrarysIsPassedOver() {
    recorder.acceptFailed(
        RealSockets.anotherLibrarys(AsynchronousServerSocketChannel.class), new IOException());

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  // binds that fail

  @Test
  void aTakenPortIsCountedUnderItsNumber() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    ServerSocketChannel second = sockets.add(ServerSocketChannel.open());
    bindFails(second, server.getLocalAddress());

    assertThat(port(server).bindErrors(BindError.IN_USE)).isEqualTo(1);
    assertThat(port(server).listeners()).hasSize(1);
  }

  @Test
  void aFailedBindToNoPortInParticularIsEphemeral() throws IOException {
    bindFails(sockets.add(ServerSocketChannel.open()), new InetSocketAddress("203.0.113.1", 0));

    assertThat(port("ephemeral").bindErrors(BindError.ADDRESS)).isEqualTo(1);
  }

  @Test
  void aFailedBindOfAServerSocketIsCounted() throws IOException {
    ServerSocketChannel server = sockets.server();
    ServerSocket second = sockets.add(new ServerSocket());
    Throwable thrown = catchThrowable(() -> second.bind(server.getLocalAddress()));
    recorder.listening(RealSockets.impl(second), server.getLocalAddress(), 50, thrown);

    assertThat(port(server).bindErrors(BindError.IN_USE)).isEqualTo(1);
  }

  @Test
  void aFailedBindToAUnixPathIsCountedUnderThePath() throws IOException {
    UnixDomainSocketAddress path =
        UnixDomainSocketAddress.of(folder.resolve("missing").resolve("socket"));
    bindFails(sockets.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX)), path);

    assertThat(port(path.toString()).protocol()).isEqualTo(Protocol.UNIX);
    assertThat(port(path.toString()).bindErrors(BindError.OTHER)).isEqualTo(1);
  }

  @Test
  void aBindToNullThatFailsIsOneToAnyPort() {
    recorder.listening(
        (FileDescriptor) null, null, null, 50, new BindException("Permission denied"));
    recorder.datagramBound(null, null, null, new BindException("Permission denied"));

    assertThat(inventory.snapshot().ports())
        .hasSize(2)
        .allSatisfy(port -> assertThat(port.port()).isEqualTo("ephemeral"))
        .allSatisfy(port -> assertThat(port.bindErrors(BindError.DENIED)).isEqualTo(1));
  }

  @Test
  void aSecondBindOfABoundSocketIsNoFailedBind() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    bindFails(server, RealSockets.ANY);
    bindFails(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), 513));

    assertThat(inventory.snapshot().ports()).hasSize(1);
    for (BindError error : BindError.values()) {
      assertThat(port(server).bindErrors(error)).isZero();
    }
  }

  @Test
  void aTakenUdpPortIsCountedUnderItsNumber() throws IOException {
    DatagramChannel first = datagramsBound(RealSockets.ANY);
    DatagramChannel second = sockets.add(DatagramChannel.open());
    SocketAddress address = first.getLocalAddress();
    Throwable thrown = catchThrowable(() -> second.bind(address));
    recorder.datagramBound(RealSockets.descriptor(second), null, address, thrown);

    String label = label(address);
    assertThat(port(label).protocol()).isEqualTo(Protocol.UDP);
    assertThat(port(label).bindErrors(BindError.IN_USE)).isEqualTo(1);
  }

  // datagrams

  @Test
  void datagramsOfABoundSocketAreCountedWithTheirBytes() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    FileDescriptor descriptor = RealSockets.descriptor(channel);
    SocketAddress local = channel.getLocalAddress();
    recorder.datagramBound(descriptor, local, local, null);
    received(descriptor, 0);
    received(descriptor, 500);
    sent(descriptor, 7);

    PortSnapshot port = port(label(local));
    assertThat(port.protocol()).isEqualTo(Protocol.UDP);
    assertThat(port.connections()).isNull();
    assertThat(port.listeners()).singleElement().matches(listener -> !listener.ephemeral());
    assertThat(port.datagrams().received()).isEqualTo(2);
    assertThat(port.datagrams().receivedBytes()).isEqualTo(500);
    assertThat(port.datagrams().sent()).isEqualTo(1);
    assertThat(port.datagrams().sentBytes()).isEqualTo(7);

    recorder.closing(descriptor);
    assertThat(port(port.port()).listeners()).isEmpty();
    assertThat(port(port.port()).datagrams().received()).isEqualTo(2);
  }

  @Test
  void whoeverKnowsNoAddressLeavesItToTheSystem() throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    SocketAddress local = channel.getLocalAddress();
    recorder.datagramBound(RealSockets.descriptor(channel), null, local, null);

    String label = label(local);
    assertThat(port(label).listeners())
        .singleElement()
        .extracting(ListenerSnapshot::address)
        .isEqualTo("127.0.0.1");
  }

  @Test
  void clientsSocketsShareOnePort() throws IOException {
    DatagramChannel first = datagramsBound(RealSockets.ANY);
    DatagramChannel second = datagramsBound(RealSockets.ANY);
    sent(RealSockets.descriptor(first), 3);
    received(RealSockets.descriptor(second), 4);

    PortSnapshot port = port("ephemeral");
    assertThat(inventory.snapshot().ports()).hasSize(1);
    assertThat(port.listeners()).hasSize(2).allMatch(ListenerSnapshot::ephemeral);
    assertThat(port.datagrams().sentBytes()).isEqualTo(3);
    assertThat(port.datagrams().receivedBytes()).isEqualTo(4);
  }

  @Test
  void aSocketThatTheSystemBoundByItselfIsFoundAtItsFirstSend() throws IOException {
    DatagramChannel server = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    DatagramChannel client = sockets.add(DatagramChannel.open()).connect(server.getLocalAddress());
    int sent = client.write(ByteBuffer.wrap(new byte[9]));
    FileDescriptor descriptor = RealSockets.descriptor(client);
    recorder.sent(recorder.bound(descriptor, client), sent);
    recorder.sent(recorder.bound(descriptor, client), sent);

    PortSnapshot port = port("ephemeral");
    assertThat(port.listeners()).hasSize(1);
    assertThat(port.datagrams().sent()).isEqualTo(2);
    assertThat(port.datagrams().sentBytes()).isEqualTo(18);
  }

  @Test
  void aSocketFromBeforeTheHooksIsFoundWhenItIsUsed() throws IOException {
    DatagramChannel server = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    recorder.received(recorder.datagram(RealSockets.descriptor(server), server), 4);

    // what the system chooses from is configured; the agent goes by Linux's own choice
    int number = ((InetSocketAddress) server.getLocalAddress()).getPort();
    PortSnapshot port = port(number < 32_768 ? Integer.toString(number) : "ephemeral");
    assertThat(port.datagrams().receivedBytes()).isEqualTo(4);
  }

  @Test
  void aSocketThatIsClosedWhileItIsReadFromReceivedNothing() throws IOException {
    DatagramChannel channel = datagramsBound(RealSockets.ANY);
    FileDescriptor descriptor = RealSockets.descriptor(channel);
    Object reading = recorder.datagram(descriptor, channel);
    recorder.closing(descriptor);
    recorder.received(reading, 0);
    recorder.received(reading, 3);

    assertThat(port("ephemeral").datagrams().received()).isEqualTo(1);
    assertThat(port("ephemeral").datagrams().receivedBytes()).isEqualTo(3);
  }

  @Test
  void anUnboundOrClosedDatagramSocketIsPassedOver() throws IOException {
    DatagramChannel unbound = sockets.add(DatagramChannel.open());
    assertThat(recorder.datagram(RealSockets.descriptor(unbound), unbound)).isNull();
    assertThat(recorder.bound(RealSockets.descriptor(unbound), unbound)).isNull();
    DatagramChannel closed = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    FileDescriptor descriptor = RealSockets.descriptor(closed);
    closed.close();
    assertThat(recorder.bound(descriptor, closed)).isNull();
    assertThat(recorder.datagram(new FileDescriptor(), null)).isNull();
    assertThat(recorder.datagram(null, null)).isNull();
    recorder.datagramBound(new FileDescriptor(), null, RealSockets.ANY, null);

    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  @Test
  void theOldSocketImplementationsDatagramsAreCountedByItsDescriptor() throws IOException {
    DatagramChannel channel = datagramsBound(RealSockets.ANY);
    DatagramSocketImpl old = RealSockets.anotherLibrarys(DatagramSocketImpl.class);
    RealSockets.field(old, "fd", RealSockets.descriptor(channel));
    recorder.sent(old, 5);

    assertThat(port("ephemeral").datagrams().sentBytes()).isEqualTo(5);
  }

  @Test
  void datagramsOnAStreamsDescriptorAreNobodys() throws IOException {
    ServerSocketChannel server = listening(sockets.server());
    FileDescriptor connection = RealSockets.descriptor(sockets.accept(server));
    recorder.accepted(
        recorder.accepting(RealSockets.descriptor(server)), server.getLocalAddress(), connection);
    received(connection, 5);
    received(RealSockets.descriptor(server), 5);

    assertThat(inventory.snapshot().ports()).hasSize(1);
    assertThat(port(server).datagrams()).isNull();
  }

  @Test
  void nothingOfThisIsAnErrorOfTheAgents() throws IOException {
    Map<String, Long> before = AgentErrors.counts();
    Porteiro.tell(recorder);
    ServerSocketChannel server = sockets.server();
    FileDescriptor listener = RealSockets.descriptor(server);
    Porteiro.listening(listener, server.getLocalAddress(), RealSockets.ANY, 50, null);
    Object accepting = Porteiro.accepting(listener);
    FileDescriptor connection = RealSockets.descriptor(sockets.accept(server));
    Porteiro.accepted(accepting, server.getLocalAddress(), connection, 1, null);
    Porteiro.closing(connection);
    Porteiro.closing(listener);

    assertCounts(server, 1, 1);
    assertThat(AgentErrors.counts()).isEqualTo(before);
  }

  private ServerSocketChannel listening(ServerSocketChannel server) throws IOException {
    recorder.listening(
        RealSockets.descriptor(server), server.getLocalAddress(), RealSockets.ANY, 50, null);
    return server;
  }

  private AsynchronousServerSocketChannel asynchronous() throws IOException {
    AsynchronousServerSocketChannel server = sockets.add(AsynchronousServerSocketChannel.open());
    server.bind(RealSockets.ANY);
    recorder.listening(
        RealSockets.descriptor(server), server.getLocalAddress(), RealSockets.ANY, 50, null);
    return server;
  }

  private void accepted(ServerSocketChannel server, SocketChannel connection) throws IOException {
    Object accepting = recorder.accepting(RealSockets.descriptor(server));
    recorder.accepted(accepting, server.getLocalAddress(), RealSockets.descriptor(connection));
  }

  private void bindFails(ServerSocketChannel channel, SocketAddress address) throws IOException {
    Throwable thrown = catchThrowable(() -> channel.bind(address));
    assertThat(thrown).isNotNull();
    recorder.listening(
        RealSockets.descriptor(channel), channel.getLocalAddress(), address, 50, thrown);
  }

  private DatagramChannel datagramsBound(SocketAddress requested) throws IOException {
    DatagramChannel channel = sockets.add(DatagramChannel.open()).bind(requested);
    recorder.datagramBound(
        RealSockets.descriptor(channel), channel.getLocalAddress(), requested, null);
    return channel;
  }

  private void assertCounts(ServerSocketChannel server, long accepted, long closed)
      throws IOException {
    ConnectionSnapshot connections = connections(server);
    assertThat(connections.accepted()).isEqualTo(accepted);
    assertThat(connections.closed()).isEqualTo(closed);
    assertThat(connections.active()).isEqualTo(accepted - closed);
  }

  private ConnectionSnapshot connections(ServerSocketChannel server) throws IOException {
    return port(server).connections();
  }

  private long connections() {
    return inventory.snapshot().ports().stream()
        .filter(port -> port.connections() != null)
        .mapToLong(port -> port.connections().accepted())
        .sum();
  }

  private PortSnapshot port(NetworkChannel server) throws IOException {
    return port(label(server.getLocalAddress()));
  }

  private PortSnapshot port(String label) {
    return inventory.snapshot().ports().stream()
        .filter(port -> port.port().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static String label(SocketAddress address) {
    return Integer.toString(((InetSocketAddress) address).getPort());
  }

  private static long allocated(Runnable task, int rounds) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      task.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void received(FileDescriptor socket, long bytes) {
    recorder.received(recorder.datagram(socket, null), bytes);
  }

  private void sent(FileDescriptor socket, long bytes) {
    recorder.sent(recorder.datagram(socket, null), bytes);
  }
}
