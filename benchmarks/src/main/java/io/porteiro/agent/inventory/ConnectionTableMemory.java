package io.porteiro.agent.inventory;

import java.io.FileDescriptor;
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * The heap that a table of connections retains for each that is open, and what a full collection
 * takes with all of them open. Not a JMH benchmark: it fills each table once and looks.
 *
 * <pre>{@code
 * java --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/java.net=ALL-UNNAMED \
 *   -cp benchmarks/target/benchmarks.jar io.porteiro.agent.inventory.ConnectionTableMemory
 * }</pre>
 */
public final class ConnectionTableMemory {

  private static final int OPEN = 100_000;
  private static final int COLLECTIONS = 9;

  private ConnectionTableMemory() {}

  /** Prints a line for each candidate. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    measure("descriptors", 1_000); // classes and constants that stay for both
    measure("weakMap", 1_000);
    System.out.printf("%d connections open%n", OPEN);
    for (String candidate : new String[] {"descriptors", "weakMap"}) {
      System.out.printf("%-12s %s%n", candidate, measure(candidate, OPEN));
    }
  }

  private static String measure(String candidate, int open) throws ReflectiveOperationException {
    FileDescriptor[] descriptors = OpenConnections.descriptors(open);
    ConnectionCounters counters = new ConnectionCounters(false, null);
    long before = usedAfterCollection();
    ConnectionTable table = ConnectionTable.named(candidate);
    for (int i = 0; i < open; i++) {
      table.put(descriptors[i], counters, i + 1);
    }
    long retained = usedAfterCollection() - before;
    String result =
        String.format(
            "%.1f bytes a connection; a full collection takes %.1f ms",
            (double) retained / open, medianCollectionMillis());
    for (int i = 0; i < open; i++) {
      if (table.take(descriptors[i]) != i + 1) {
        throw new IllegalStateException("the table lost one");
      }
    }
    Reference.reachabilityFence(table);
    return result;
  }

  private static long usedAfterCollection() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static double medianCollectionMillis() {
    long[] nanos = new long[COLLECTIONS];
    for (int i = 0; i < COLLECTIONS; i++) {
      long start = System.nanoTime();
      System.gc();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[COLLECTIONS / 2] / 1e6;
  }
}
