package io.porteiro.benchmarks;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one accepted connection costs from its accept to its close, as woven code calls it, on real
 * sockets whose system calls are left out. Two thirds of it are the two looks at the clock, which
 * {@code clock} takes alone.
 *
 * <pre>
 * 2 shared cores, ns/op; 0.01 B/op at most    JDK 17    JDK 25
 * channel                                         72        72
 * channel, with a histogram                       72        75
 * socket                                          69        97
 * clock                                           48        48
 * channel, two threads on one port               148       320
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {RealSockets.OPEN_IO, RealSockets.OPEN_NET, RealSockets.OPEN_NIO})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class AcceptBenchmark {

  /** A server channel that nobody counts for. */
  @State(Scope.Benchmark)
  public static class Server {

    ServerSocketChannel channel;
    FileDescriptor descriptor;
    SocketAddress local;

    /** Opens it. */
    @Setup
    public void open() throws IOException, ReflectiveOperationException {
      channel = ServerSocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      descriptor = RealSockets.descriptor(channel);
      local = channel.getLocalAddress();
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
      channel.close();
    }
  }

  /** One of the connections to it; each thread has its own. */
  @State(Scope.Thread)
  public static class Connection {

    SocketChannel client;
    SocketChannel channel;
    FileDescriptor descriptor;

    /** Opens it. */
    @Setup
    public void open(Server server) throws IOException, ReflectiveOperationException {
      synchronized (server) {
        client = SocketChannel.open(server.local);
        channel = server.channel.accept();
      }
      descriptor = RealSockets.descriptor(channel);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
      channel.close();
      client.close();
    }
  }

  /** Has the server's connections counted. */
  @State(Scope.Benchmark)
  public static class Counting {

    /** Whether the connection durations go into a histogram, which is an option of the agent's. */
    @Param({"false", "true"})
    public boolean histogram;

    Recorder recorder;

    /** Starts to count. */
    @Setup
    public void start(Server server) {
      recorder = Recorder.start(histogram);
      Porteiro.listening(server.descriptor, server.local, server.local, 50, null);
    }

    /** Checks that it counted. */
    @TearDown
    public void stop() {
      recorder.stop(port -> port.connections().closed());
    }
  }

  /** A {@code ServerSocket} whose connections are counted. */
  @State(Scope.Benchmark)
  public static class PlainServer {

    ServerSocket socket;
    SocketImpl impl;
    Recorder recorder;

    /** Opens it and starts to count. */
    @Setup
    public void open() throws IOException, ReflectiveOperationException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      impl = RealSockets.impl(socket);
      recorder = Recorder.start(false);
      Porteiro.listening(impl, socket.getLocalSocketAddress(), 50, null);
    }

    /** Checks that it counted, and closes it. */
    @TearDown
    public void close() throws IOException {
      recorder.stop(port -> port.connections().closed());
      socket.close();
    }
  }

  /** One of the connections to it; each thread has its own. */
  @State(Scope.Thread)
  public static class PlainConnection {

    Socket client;
    Socket socket;
    SocketImpl impl;
    FileDescriptor descriptor;

    /** Opens it. */
    @Setup
    public void open(PlainServer server) throws IOException, ReflectiveOperationException {
      synchronized (server) {
        client = new Socket(server.socket.getInetAddress(), server.socket.getLocalPort());
        socket = server.socket.accept();
      }
      impl = RealSockets.impl(socket);
      descriptor = RealSockets.descriptor(impl);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
      socket.close();
      client.close();
    }
  }

  /** Through a channel. */
  @Benchmark
  public void channel(Counting counting, Server server, Connection connection) {
    acceptAndClose(server, connection);
  }

  /** The same with an agent that is not there yet: woven code and the facade alone. */
  @Benchmark
  public void baseline(Server server, Connection connection) {
    acceptAndClose(server, connection);
  }

  /** Through a {@code ServerSocket}. */
  @Benchmark
  public void socket(PlainServer server, PlainConnection connection) {
    Object accepting = Porteiro.accepting(server.impl);
    Porteiro.accepted(accepting, connection.impl, null);
    Porteiro.closing(connection.descriptor);
  }

  /** What of it is two looks at the clock, without which there are no durations. */
  @Benchmark
  public void clock(Blackhole blackhole) {
    blackhole.consume(System.nanoTime());
    blackhole.consume(System.nanoTime());
  }

  private static void acceptAndClose(Server server, Connection connection) {
    Object accepting = Porteiro.accepting(server.descriptor);
    Porteiro.accepted(accepting, server.local, connection.descriptor, 1, null);
    Porteiro.closing(connection.descriptor);
  }
}
