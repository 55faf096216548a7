package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelSocket;
import io.porteiro.agent.kernel.KernelSockets;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** How long an accept or a close that is under way has to reach its hook. */
  private static final long SETTLING_MILLIS = 50;

  private static final Set<String> ACCEPTS =
      new HashSet<>(
          Arrays.asList(
              "java.net.ServerSocket.implAccept",
              "java.net.AbstractPlainSocketImpl.accept",
              "sun.nio.ch.NioSocketImpl.accept",
              "sun.nio.ch.ServerSocketChannelImpl.accept",
              "sun.nio.ch.ServerSocketAdaptor.accept"));

  private final Inventory inventory;
  private final DescriptorTable descriptors;
  private final KernelSockets kernel;
  private final Deque<Found> open = new ArrayDeque<>();

  /** Threads that wait in an accept that they began before the hooks were there. */
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  private final AtomicInteger looks = new AtomicInteger(LOOKS);

  EarlierConnections(Inventory inventory, DescriptorTable descriptors, KernelSockets kernel) {
    this.inventory = inventory;
    this.descriptors = descriptors;
    this.kernel = kernel;
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      for (StackTraceElement frame : thread.getValue()) {
        if (ACCEPTS.contains(frame.getClassName() + '.' + frame.getMethodName())) {
          waiting.add(thread.getKey());
        }
      }
    }
  }

  /** The current thread begins an accept: what it waited for before has ended. */
  void accepting() {
    if (!waiting.isEmpty() && waiting.remove(Thread.currentThread())) {
      looks.incrementAndGet();
    }
  }

  /** Counts those that are open and that no hook saw; the listeners must be listed. */
  void look() {
    dropClosed();
    waiting.removeIf(thread -> !thread.isAlive());
    if (looks.get() <= 0) {
      return;
    }
    looks.decrementAndGet();
    List<KernelSocket> unknown = new ArrayList<>();
    for (KernelSocket connection : kernel.connected()) {
      if (isUnknown(connection)) {
        unknown.add(connection);
      }
    }
    if (!unknown.isEmpty()) {
      settle();
    }
    for (KernelSocket connection : unknown) {
      if (isUnknown(connection)) {
        take(port(connection), connection);
      }
    }
  }

  private static void settle() {
    try {
      Thread.sleep(SETTLING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isUnknown(KernelSocket connection) {
    return descriptors.get(connection.descriptor()) == null && port(connection) != null;
  }

  private Port port(KernelSocket connection) {
    String label =
        connection.path() == null ? Integer.toString(connection.port()) : connection.path();
    return inventory.listening(connection.protocol(), label);
  }

  /**
   * A socket that is not in the table is about to be closed: one that was accepted where nobody
   * could see it, if there may still be such, counts now.
   */
  void closing(int descriptor) {
    if (waiting.isEmpty() && looks.get() <= 0) {
      return;
    }
    FileDescriptor socket = Descriptors.of(descriptor);
    // what replaces the descriptor of a socket that is being closed is a Unix-domain one
    if (!Descriptors.isInternet(socket) || Descriptors.isDatagram(socket)) {
      return;
    }
    InetSocketAddress local = Descriptors.localAddress(socket);
    if (local == null || local.getPort() == 0) {
      return;
    }
    Port port = inventory.listening(Protocol.TCP.label(), Integer.toString(local.getPort()));
    if (port != null && !Descriptors.isInUse(socket)) {
      port.connections.accepted();
      port.connections.closed(0);
    }
  }

  private void take(Port port, KernelSocket connection) {
    int descriptor = connection.descriptor();
    if (port == null || kernel.inode(descriptor) != connection.inode()) {
      return;
    }
    long nanos = System.nanoTime();
    ConnectionCounters counters = port.connections;
    counters.accepted();
    if (descriptors.replace(descriptor, null, counters, nanos)) {
      open.add(new Found(connection, counters, nanos));
    } else {
      counters.retract();
    }
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
