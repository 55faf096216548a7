package io.porteiro.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PorteiroTest {

  /** Where what goes wrong in each method is counted. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("listening", "bind"),
          Map.entry("binding", "bind"),
          Map.entry("datagramBinding", "bind"),
          Map.entry("datagramBound", "bind"),
          Map.entry("accepting", "accept"),
          Map.entry("accepted", "accept"),
          Map.entry("acceptFailed", "accept"),
          Map.entry("closing", "close"),
          Map.entry("datagram", "datagram"),
          Map.entry("received", "datagram"),
          Map.entry("sent", "datagram"),
          Map.entry("bound", "bind"),
          Map.entry("opened", "bind"),
          Map.entry("datagramOpened", "bind"),
          Map.entry("connected", "bind"),
          Map.entry("unpacking", "datagram"),
          Map.entry("unpacked", "datagram"),
          Map.entry("packing", "datagram"),
          Map.entry("packed", "datagram"),
          Map.entry("sentPacked", "datagram"),
          Map.entry("readCompleted", "accept"),
          Map.entry("writeCompleted", "datagram"));

  private final List<String> told = new ArrayList<>();

  private AsynchronousServerSocketChannel channel;

  @BeforeEach
  void open() throws IOException {
    channel = AsynchronousServerSocketChannel.open();
  }

  @AfterEach
  void close() throws IOException {
    Porteiro.tell(null);
    channel.close();
  }

  /** All that woven code may call. */
  static Stream<Method> events() {
    return Arrays.stream(Porteiro.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(
            method -> !List.of("tell", "whenNettyIsLoaded", "loaded").contains(method.getName()));
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, IOException.class, StackOverflowError.class})
  void whateverTheReceiverThrowsStaysInsideAndIsCountedInItsPlace(Class<? extends Throwable> type)
      throws ReflectiveOperationException {
    Porteiro.tell(receiver(ExceptionMethod.throwing(type)));
    Map<String, Long> expected = new TreeMap<>(AgentErrors.counts());
    for (Method event : events().toList()) {
      assertThat(call(event, new IOException())).as("%s", event).isNull();

      expected.merge(PLACES.get(event.getName()), 1L, Long::sum);
      assertThat(AgentErrors.counts()).as("%s", event).isEqualTo(expected);
      assertThat(AgentErrors.last()).contains(type.getName());
    }
  }

  @Test
  void whatTheReceiverThrowsAboutAnAcceptThatDidNotFailStaysInsideToo()
      throws ReflectiveOperationException {
    Porteiro.tell(receiver(ExceptionMethod.throwing(IllegalStateException.class)));
    Map<String, Long> expected = new TreeMap<>(AgentErrors.counts());
    expected.merge("accept", 2L, Long::sum);
    Porteiro.accepted(null, null, null, 1, null);
    Porteiro.accepted(null, null, null);

    assertThat(AgentErrors.counts()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("events")
  void withoutAReceiverNothingHappens(Method event) throws ReflectiveOperationException {
    Map<String, Long> before = AgentErrors.counts();
    Porteiro.tell(null);

    assertThat(call(event, null)).isNull();
    assertThat(call(event, new IOException())).isNull();
    assertThat(AgentErrors.counts()).isEqualTo(before);
  }

  @Test
  void everyEventReachesTheReceiver() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    for (Method event : events().toList()) {
      call(event, null);
      call(event, new IOException());
    }

    assertThat(told)
        .containsAll(
            Arrays.stream(SocketEvents.class.getDeclaredMethods())
                .map(PorteiroTest::signature)
                .toList());
  }

  @Test
  void theReceiverCanBeReplacedAndTakenAway() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    Porteiro.closing(7);
    assertThat(told).hasSize(1);

    Porteiro.tell(new SocketEvents());
    Porteiro.closing(7);
    assertThat(told).hasSize(1);

    Porteiro.tell(recording());
    Porteiro.closing(7);
    assertThat(told).hasSize(2);

    Porteiro.tell(null);
    Porteiro.closing(7);
    assertThat(told).hasSize(2);
  }

  @Test
  void whatTheReceiverMakesOfAnAcceptIsHandedOut() {
    FileDescriptor server = new FileDescriptor();
    Porteiro.tell(
        new SocketEvents() {
          @Override
          public Object accepting(FileDescriptor socket) {
            return socket;
          }
        });

    assertThat(Porteiro.accepting(server)).isSameAs(server);
  }

  @Test
  void anAcceptThatIsSeenAtItsEndIsWholeAllTheSame() {
    List<Object> accepted = new ArrayList<>();
    Porteiro.tell(
        new SocketEvents() {
          @Override
          public Object accepting(FileDescriptor socket) {
            return List.of(socket);
          }

          @Override
          public void accepted(Object accepting, SocketAddress local, FileDescriptor connection) {
            accepted.addAll(Arrays.asList(accepting, local, connection));
          }
        });
    FileDescriptor server = new FileDescriptor();
    FileDescriptor connection = new FileDescriptor();
    Porteiro.accepted(server, connection);

    assertThat(accepted).containsExactly(List.of(server), null, connection);
  }

  @Test
  void aBindToAnAddressAndAPortIsOneToBoth() {
    List<SocketAddress> requests = new ArrayList<>();
    Porteiro.tell(
        new SocketEvents() {
          @Override
          public void datagramBound(
              FileDescriptor socket, SocketAddress local, SocketAddress requested, Throwable t) {
            requests.add(requested);
          }
        });
    Porteiro.datagramBound(null, 513, InetAddress.getLoopbackAddress(), null);
    Porteiro.datagramBound(null, 0, null, null);

    assertThat(requests)
        .containsExactly(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 513), new InetSocketAddress(0));
  }

  @Test
  void aRefusalIsABindExceptionOfTheApplication() {
    Porteiro.tell(
        new SocketEvents() {
          @Override
          public String refusal(ServerSocket socket, SocketAddress requested) {
            return "no";
          }

          @Override
          public String refusal(DatagramSocket socket, SocketAddress requested) {
            return "no";
          }

          @Override
          public String refusal(
              FileDescriptor socket,
              Channel channel,
              ProtocolFamily family,
              SocketAddress local,
              SocketAddress requested) {
            return "no";
          }

          @Override
          public String datagramRefusal(
              FileDescriptor socket, Channel channel, SocketAddress local, SocketAddress request) {
            return "no";
          }

          @Override
          public String refusal(int socket, SocketAddress requested) {
            return "no";
          }

          @Override
          public String refusal(int socket) {
            return "no";
          }
        });
    for (Method event : events().toList()) {
      if (event.getName().endsWith("inding")) {
        assertThatThrownBy(() -> call(event, null))
            .as("%s", event)
            .cause()
            .isInstanceOf(BindException.class)
            .hasMessage("no");
      }
    }
  }

  @Test
  void anAcceptWithoutAConnectionIsNone() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    Porteiro.accepted(null, null, new FileDescriptor(), 0, null);
    Porteiro.accepted(null, null, new FileDescriptor(), -2, null);
    assertThat(told).isEmpty();

    Porteiro.accepted(null, null, new FileDescriptor(), 1, null);
    assertThat(told).singleElement().asString().startsWith("accepted(");
  }

  @Test
  void anAcceptThatThrewIsAFailureWhateverItReturned() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    Porteiro.accepted(null, null, new FileDescriptor(), 1, new IOException());
    Porteiro.accepted(null, null, new IOException());

    assertThat(told).hasSize(2).allMatch(event -> event.startsWith("acceptFailed("));
  }

  @Test
  void anAsynchronousAcceptThatDidNotFailIsNoFailure() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    Porteiro.acceptFailed(channel, (Throwable) null);
    Porteiro.acceptFailed(channel, (Future<?>) null);
    Porteiro.acceptFailed(channel, new CompletableFuture<>());
    Porteiro.acceptFailed(channel, CompletableFuture.completedFuture("a connection"));
    CompletableFuture<?> cancelled = new CompletableFuture<>();
    cancelled.cancel(false);
    Porteiro.acceptFailed(channel, cancelled);

    assertThat(told).isEmpty();
  }

  @Test
  void aFailureOfAnotherAsynchronousChannelIsNoneOfAnAccept()
      throws ReflectiveOperationException, IOException {
    Porteiro.tell(recording());
    try (AsynchronousSocketChannel connection = AsynchronousSocketChannel.open()) {
      Porteiro.acceptFailed(connection, new IOException());
      Porteiro.acceptFailed(connection, CompletableFuture.failedFuture(new IOException()));
      Porteiro.acceptFailed(null, new IOException());
    }

    assertThat(told).isEmpty();
  }

  @Test
  void anAsynchronousAcceptFailedWithWhatIsInItsFuture() {
    List<Throwable> failures = new ArrayList<>();
    Porteiro.tell(
        new SocketEvents() {
          @Override
          public void acceptFailed(AsynchronousServerSocketChannel server, Throwable thrown) {
            failures.add(thrown);
          }
        });
    IOException failure = new IOException();
    Porteiro.acceptFailed(channel, CompletableFuture.failedFuture(failure));
    Porteiro.acceptFailed(channel, failure);

    assertThat(failures).containsExactly(failure, failure);
  }

  @Test
  void anEmptyDatagramIsOneButAnErrorOfTheSystemIsNone() throws ReflectiveOperationException {
    Porteiro.tell(recording());
    Object datagram = new Object();
    Porteiro.received(datagram, -2);
    Porteiro.received(datagram, -1);
    Porteiro.sent(datagram, -2);
    Porteiro.sent(datagram, null, null, -2);
    Porteiro.received(null, 1);
    Porteiro.sent((Object) null, 1);
    assertThat(told).isEmpty();

    Porteiro.received(datagram, 0);
    Porteiro.sent(datagram, 0);
    Porteiro.sent(datagram, null, null, 0);
    assertThat(told).hasSize(3);
  }

  private SocketEvents recording() throws ReflectiveOperationException {
    return receiver(
        InvocationHandlerAdapter.of(
            (receiver, method, arguments) -> {
              told.add(signature(method));
              return null;
            }));
  }

  /** Overrides every method there is, also one that somebody will add. */
  private static SocketEvents receiver(Implementation implementation)
      throws ReflectiveOperationException {
    return new ByteBuddy()
        .subclass(SocketEvents.class)
        .method(ElementMatchers.isDeclaredBy(SocketEvents.class))
        .intercept(implementation)
        .make()
        .load(PorteiroTest.class.getClassLoader())
        .getLoaded()
        .getConstructor()
        .newInstance();
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.toString(method.getParameterTypes()).replace('[', '(').replace(']', ')');
  }

  /** With null for every argument that need not be anything else. */
  private Object call(Method event, Throwable thrown) throws ReflectiveOperationException {
    Class<?>[] types = event.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == int.class) {
        arguments[i] = 1;
      } else if (types[i] == SocketAddress.class) {
        arguments[i] = new InetSocketAddress(513);
      } else if (types[i] == boolean.class) {
        arguments[i] = true;
      } else if (types[i] == long.class) {
        arguments[i] = 1L;
      } else if (types[i] == Throwable.class) {
        arguments[i] = thrown;
      } else if (types[i] == AsynchronousChannel.class) {
        arguments[i] = channel;
      } else if (types[i] == Object.class) {
        arguments[i] = this;
      } else if (types[i] == Future.class) {
        arguments[i] = CompletableFuture.failedFuture(new IOException());
      }
    }
    return event.invoke(null, arguments);
  }
}
