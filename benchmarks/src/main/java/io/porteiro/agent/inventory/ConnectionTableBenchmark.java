package io.porteiro.agent.inventory;

import java.io.FileDescriptor;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One connection put and taken while others are open. Each thread has one, again and again, as the
 * operating system hands out the lowest free number.
 *
 * <pre>
 * 2 shared cores, ns/op                 JDK 17                JDK 25
 * connections open             0  10,000  100,000      0  10,000  100,000
 * descriptors, one thread     11      13       12     10      11       12    0 B/op
 * weakMap, one thread         34      48       33     33      38       51   88 B/op
 * descriptors, two threads    31      61       46     30     264       72
 * weakMap, two threads       122     111      133     90     118       44
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-opens=java.base/java.io=ALL-UNNAMED",
      "--add-opens=java.base/java.net=ALL-UNNAMED"
    })
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class ConnectionTableBenchmark {

  private static final int MAX_THREADS = 64;

  /** One candidate with that many connections open. */
  @State(Scope.Benchmark)
  public static class Table {

    /** See {@link ConnectionTable}. */
    @Param({"descriptors", "weakMap"})
    public String candidate;

    /** How many. */
    @Param({"0", "10000", "100000"})
    public int open;

    ConnectionTable table;
    ConnectionCounters counters;
    FileDescriptor[] descriptors;

    /** Opens them. */
    @Setup
    public void open() throws ReflectiveOperationException {
      table = ConnectionTable.named(candidate);
      counters = new ConnectionCounters(false, null);
      descriptors = OpenConnections.descriptors(open + MAX_THREADS);
      for (int i = 0; i < open; i++) {
        table.put(descriptors[i], counters, i + 1);
      }
    }
  }

  /** The one that comes and goes. */
  @State(Scope.Thread)
  public static class Connection {

    FileDescriptor descriptor;
    long nanos = 1;

    /** Chooses it. */
    @Setup
    public void choose(Table table, ThreadParams threads) {
      descriptor = table.descriptors[table.open + threads.getThreadIndex()];
    }
  }

  /** Alone. */
  @Benchmark
  @Threads(1)
  public long oneThread(Table table, Connection connection) {
    return putAndTake(table, connection);
  }

  /** Two at a time. */
  @Benchmark
  @Threads(2)
  public long twoThreads(Table table, Connection connection) {
    return putAndTake(table, connection);
  }

  private static long putAndTake(Table table, Connection connection) {
    table.table.put(connection.descriptor, table.counters, connection.nanos);
    long nanos = table.table.take(connection.descriptor);
    if (nanos != connection.nanos) {
      throw new IllegalStateException("the table lost it");
    }
    return nanos;
  }
}
