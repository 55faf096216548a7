package io.porteiro.benchmarks;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one received datagram costs, as woven code calls it; the system call is left out.
 *
 * <pre>
 * 2 shared cores, ns/op; 0.001 B/op at most   JDK 17    JDK 25
 * received                                       8.1      16.6
 * received, two threads on one port             13.3      12.6
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {RealSockets.OPEN_IO, RealSockets.OPEN_NET, RealSockets.OPEN_NIO})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class DatagramBenchmark {

  /** A bound channel that nobody counts for. */
  @State(Scope.Benchmark)
  public static class Bound {

    DatagramChannel channel;
    FileDescriptor descriptor;
    InetSocketAddress local;
    int bytes = 60;

    /** Opens it. */
    @Setup
    public void open() throws IOException, ReflectiveOperationException {
      channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      descriptor = RealSockets.descriptor(channel);
      local = (InetSocketAddress) channel.getLocalAddress();
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Has the channel's datagrams counted. */
  @State(Scope.Benchmark)
  public static class Counting {

    Recorder recorder;

    /** Starts to count. */
    @Setup
    public void start(Bound bound) {
      recorder = Recorder.start(false);
      Porteiro.datagramBound(bound.descriptor, bound.local, bound.local, null);
    }

    /** Checks that it counted. */
    @TearDown
    public void stop() {
      recorder.stop(port -> port.datagrams().received());
    }
  }

  /** Counted. */
  @Benchmark
  public void received(Counting counting, Bound bound) {
    Porteiro.received(Porteiro.datagram(bound.descriptor, null), bound.bytes);
  }

  /** The same with an agent that is not there yet: woven code and the facade alone. */
  @Benchmark
  public void baseline(Bound bound) {
    Porteiro.received(Porteiro.datagram(bound.descriptor, null), bound.bytes);
  }
}
