package io.porteiro.benchmarks;

import io.porteiro.agent.bootstrap.Porteiro;
import io.porteiro.agent.inventory.Inventory;
import io.porteiro.agent.inventory.SocketEventRecorder;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Rule;
import io.porteiro.agent.policy.RuleException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an expected bind costs under a policy that denies: the question before it, as woven code
 * asks it, beside the bind itself.
 */
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {RealSockets.OPEN_IO, RealSockets.OPEN_NET, RealSockets.OPEN_NIO})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class PolicyBenchmark {

  private static final int PORT = 9_000;

  /** How many rules there are; without any, nothing is judged. */
  @Param({"0", "1", "100"})
  public int rules;

  private ServerSocket socket;
  private InetSocketAddress requested;

  /** Has the policy hold; the last rule is the one that covers the port. */
  @Setup
  public void open() throws IOException, RuleException {
    List<Rule> list = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      list.add(Rule.of("tcp/" + (PORT - rules + 1 + i)));
    }
    Inventory inventory = new Inventory(256, false, ports -> Map.of(), new KernelSockets());
    inventory.admit(Policy.of(Mode.DENY, list.isEmpty() ? null : list));
    Porteiro.tell(new SocketEventRecorder(inventory, () -> false));
    socket = new ServerSocket();
    requested = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
  }

  /** Asks nobody any more. */
  @TearDown
  public void close() throws IOException {
    Porteiro.tell(null);
    socket.close();
  }

  /** The question. */
  @Benchmark
  public void question() throws IOException {
    Porteiro.binding(socket, requested);
  }

  /** A bind and the close of what was bound, without the agent. */
  @Benchmark
  public int bind() throws IOException {
    try (ServerSocket bound = new ServerSocket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return bound.getLocalPort();
    }
  }
}
