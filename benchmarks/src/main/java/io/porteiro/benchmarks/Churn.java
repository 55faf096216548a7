package io.porteiro.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connects, accepts and closes on loopback, as fast as two threads can, each with a listener of its
 * own and both ends of its connections, so that nobody waits for anybody. {@code benchmarks/churn}
 * has one with the agent and one without do a round by turns.
 */
public final class Churn {

  private static final int THREADS = 2;

  private Churn() {}

  /**
   * For each line on stdin does a round of {@code arguments[0]} connections, and prints connections
   * per second and CPU nanoseconds per connection.
   */
  public static void main(String[] arguments) throws Exception {
    int connections = Integer.parseInt(arguments[0]);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (turns.readLine() != null) {
      long start = System.nanoTime();
      long cpuNanos = round(threads, connections);
      long perSecond = connections * 1_000_000_000L / (System.nanoTime() - start);
      System.out.println(perSecond + " " + cpuNanos / connections);
    }
    threads.shutdown();
  }

  private static long round(ExecutorService threads, int connections) throws Exception {
    Callable<Long> share = () -> churn(connections / THREADS);
    long cpuNanos = 0;
    for (Future<Long> future : threads.invokeAll(Collections.nCopies(THREADS, share))) {
      cpuNanos += future.get();
    }
    return cpuNanos;
  }

  private static long churn(int connections) throws IOException {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long cpuNanos = thread.getCurrentThreadCpuTime();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (int i = 0; i < connections; i++) {
        one(server);
      }
    }
    return thread.getCurrentThreadCpuTime() - cpuNanos;
  }

  private static void one(ServerSocketChannel server) throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      // the client ends with a reset: thousands in TIME_WAIT would leave no port to connect from
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.connect(server.getLocalAddress());
      server.accept().close();
    }
  }
}
