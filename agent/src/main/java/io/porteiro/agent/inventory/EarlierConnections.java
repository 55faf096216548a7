package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelSocket;
import io.porteiro.agent.kernel.KernelSockets;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that were accepted before the hooks were there, which is when the agent is attached
 * to a JVM that runs: they count as accepted when they are found, and are closed like all others.
 * Threads that wait in an accept at that moment run what was not woven until it returns; what they
 * accept is found by looking again.
 */
final class EarlierConnections {

  /** How often to look for what threads accept that nobody can see, such as virtual ones. */
  private static final int LOOKS = 10;

  /** How many connections are checked each time. */
  private static final int CHECKS = 1_000;

  private final Inventory inventory;
  private final DescriptorTable descriptors;
  private final KernelSockets kernel;
  private final Deque<Found> open = new ArrayDeque<>();
  private int looks = LOOKS;
  private final AtomicInteger waiting;

  EarlierConnections(Inventory inventory, DescriptorTable descriptors, KernelSockets kernel) {
    this.inventory = inventory;
    this.descriptors = descriptors;
    this.kernel = kernel;
    this.waiting = new AtomicInteger(waiting());
  }

  /** How many threads wait in an accept; one more does no harm. */
  private static int waiting() {
    int waiting = 0;
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getMethodName().toLowerCase(Locale.ROOT).contains("accept")) {
          waiting++;
          break;
        }
      }
    }
    return waiting;
  }

  /** Counts those that are open and that no hook saw; the listeners must be listed. */
  void look() {
    dropClosed();
    if (looks <= 0 && waiting.get() <= 0) {
      return;
    }
    boolean first = looks == LOOKS;
    looks--;
    for (KernelSocket connection : kernel.connected()) {
      Port port = inventory.listening(connection.protocol(), label(connection));
      if (port != null
          && descriptors.get(connection.descriptor()) == null
          && take(port, connection)) {
        waiting.addAndGet(first ? 0 : -1);
      }
    }
  }

  /**
   * A socket that is not in the table is about to be closed: one that was accepted where nobody
   * could see it, if there may still be such, counts now.
   */
  void closing(int descriptor) {
    if (waiting.get() <= 0) {
      return;
    }
    FileDescriptor socket = Descriptors.of(descriptor);
    InetSocketAddress local = Descriptors.localAddress(socket);
    if (local == null || local.getPort() == 0 || Descriptors.isDatagram(socket)) {
      return;
    }
    Port port = inventory.listening(Protocol.TCP.label(), Integer.toString(local.getPort()));
    if (port != null) {
      waiting.decrementAndGet();
      port.connections.accepted();
      port.connections.closed(0);
    }
  }

  private boolean take(Port port, KernelSocket connection) {
    int descriptor = connection.descriptor();
    long nanos = System.nanoTime();
    ConnectionCounters counters = port.connections;
    counters.accepted();
    if (kernel.inode(descriptor) == connection.inode()
        && descriptors.replace(descriptor, null, counters, nanos)) {
      open.add(new Found(connection, counters, nanos));
      return true;
    }
    counters.retract();
    return false;
  }

  /**
   * One that was closed while it was found has left its entry behind, and what native code accepted
   * it may close without a hook. Looks at some of them each time.
   */
  private void dropClosed() {
    for (int i = Math.min(open.size(), CHECKS); i > 0; i--) {
      Found found = open.remove();
      int descriptor = found.connection.descriptor();
      boolean listed =
          descriptors.get(descriptor) == found.counters
              && descriptors.nanos(descriptor) == found.nanos;
      if (listed && kernel.inode(descriptor) == found.connection.inode()) {
        open.add(found);
      } else if (listed && descriptors.remove(descriptor, found.counters)) {
        found.counters.closed(System.nanoTime() - found.nanos);
      }
    }
  }

  private static String label(KernelSocket connection) {
    return connection.path() == null ? Integer.toString(connection.port()) : connection.path();
  }

  private static final class Found {

    final KernelSocket connection;
    final ConnectionCounters counters;
    final long nanos;

    Found(KernelSocket connection, ConnectionCounters counters, long nanos) {
      this.connection = connection;
      this.counters = counters;
      this.nanos = nanos;
    }
  }
}
