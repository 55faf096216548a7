package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelSocket;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.kernel.KernelTable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the inventory against the operating system's own list of this process's sockets: lists what
 * no hook saw, drops what is gone, and takes queues and drops over. Works when somebody looks, at
 * most once a second.
 */
final class Reconciliation {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  /** How long a bind has to reach its hook before its socket counts as one that no hook saw. */
  private static final int SETTLING_ROUNDS = 5;

  private static final long SETTLING_MILLIS = 10;

  private final Inventory inventory;
  private final DescriptorTable descriptors;
  private final KernelSockets kernel;
  private Map<Long, Listener> byInode = new HashMap<>();
  private long readNanos;
  private volatile EarlierConnections earlier;
  private volatile boolean started;
  private volatile int somaxconn;
  private volatile String unavailable;

  Reconciliation(Inventory inventory, DescriptorTable descriptors, KernelSockets kernel) {
    this.inventory = inventory;
    this.descriptors = descriptors;
    this.kernel = kernel;
  }

  /** The most connections that may wait for any listener; 0 when the kernel does not tell. */
  int somaxconn() {
    return somaxconn;
  }

  /** Null, or one sentence that says why the kernel's list was not read, or not all of it. */
  String unavailable() {
    return unavailable;
  }

  /** Reads the kernel's list, unless that was done less than a second ago. */
  synchronized void run() {
    if (!started || System.nanoTime() - readNanos >= INTERVAL_NANOS) {
      read();
    }
  }

  /** Looks for connections from before the hooks, with this reading and those that follow. */
  synchronized void find(EarlierConnections connections) {
    earlier = connections;
    read();
  }

  /** Reads the kernel's list. */
  synchronized void read() {
    long begun = System.nanoTime();
    KernelTable table = kernel.read();
    unavailable = table.unavailable();
    somaxconn = table.sockets().isEmpty() && unavailable != null ? 0 : kernel.somaxconn();
    compare(table, begun);
    if (earlier != null) {
      earlier.look();
    }
    readNanos = System.nanoTime();
    started = true;
  }

  /** Whether a datagram socket with this port, of whose bind nobody knows, is a client's. */
  boolean isEphemeral(int port) {
    return kernel.isEphemeral(port);
  }

  /** Null unless the hooks came to sockets that were there before. */
  EarlierConnections earlier() {
    return earlier;
  }

  /** A listener is about to be closed: the last moment to ask for its drops. */
  void closing(Listener listener, int descriptor) {
    Endpoint endpoint = listener.endpoint();
    // a client's socket is not worth a look at all sockets
    if (endpoint.protocol == Protocol.UDP && !endpoint.ephemeral && (somaxconn > 0 || !started)) {
      dropped(listener, kernel.drops(descriptor));
    }
  }

  private void compare(KernelTable table, long begun) {
    Map<Long, Listener> found = new HashMap<>();
    List<KernelSocket> unknown = new ArrayList<>();
    for (KernelSocket socket : table.sockets()) {
      if (!take(socket, found)) {
        unknown.add(socket);
      }
    }
    if (table.unavailable() == null) {
      dropMissing(new HashSet<>(found.values()), begun);
    }
    settle(unknown, found);
    for (KernelSocket socket : unknown) {
      list(socket, found);
    }
    byInode = found;
  }

  /** Takes the figures of a socket that is listed over; false for one that is not. */
  private boolean take(KernelSocket socket, Map<Long, Listener> found) {
    Listener listener = find(socket);
    if (listener == null) {
      return false;
    }
    listener.figures().seen(socket.inode(), Math.max(0, socket.queue()));
    if (listener.figures().isNews(socket.address())) {
      listener.moved(endpoint(socket));
    }
    dropped(listener, socket.drops());
    found.put(socket.inode(), listener);
    return true;
  }

  private static void dropped(Listener listener, long drops) {
    if (drops >= 0 && !listener.own) {
      listener.port.datagrams.dropped(listener.figures().dropped(drops));
    }
  }

  private Listener find(KernelSocket socket) {
    Listener known = byInode.get(socket.inode());
    if (known != null && known.isOpen()) {
      follow(known, socket);
      return known;
    }
    Endpoint endpoint = endpoint(socket);
    Object entry = descriptors.get(socket.descriptor());
    if (entry instanceof Listener && ((Listener) entry).endpoint().isSameSocket(endpoint)) {
      return (Listener) entry;
    }
    // the hooks may know it by another descriptor than the lowest
    for (Listener listener : inventory.listeners()) {
      if (listener.endpoint().isSameSocket(endpoint)
          && kernel.inode(listener.figures().descriptor()) == socket.inode()) {
        return listener;
      }
    }
    return null;
  }

  /** The descriptor that it was known by may have become another's, as inherited ones do. */
  private void follow(Listener listener, KernelSocket socket) {
    KernelFigures figures = listener.figures();
    int known = figures.descriptor();
    int lowest = socket.descriptor();
    if (lowest != known
        && kernel.inode(known) != socket.inode()
        && descriptors.replace(lowest, null, listener, System.nanoTime())) {
      descriptors.remove(known, listener);
      figures.descriptor(lowest);
    }
  }

  private void dropMissing(Set<Listener> found, long begun) {
    for (Listener listener : inventory.listeners()) {
      if (!found.contains(listener) && listener.sinceNanos - begun < 0) {
        if (isGone(listener)) {
          descriptors.remove(listener.figures().descriptor(), listener);
          listener.close();
        } else {
          kernel.readAnew();
        }
      }
    }
  }

  /** A table is read page by page, and may lack a socket that is there while others come and go. */
  private boolean isGone(Listener listener) {
    KernelFigures figures = listener.figures();
    long inode = kernel.inode(figures.descriptor());
    boolean there = inode != 0 && (figures.inode() == 0 || figures.inode() == inode);
    return !there
        || figures.missed() > 1 && !Descriptors.isInUse(Descriptors.of(figures.descriptor()));
  }

  /** Gives binds that are under way, and closes, the time to reach their hooks. */
  private void settle(List<KernelSocket> unknown, Map<Long, Listener> found) {
    for (int i = 0; i < SETTLING_ROUNDS && !unknown.isEmpty(); i++) {
      try {
        Thread.sleep(SETTLING_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      unknown.removeIf(socket -> !isOpen(socket) || take(socket, found));
    }
  }

  /** Lists a socket that no hook saw. */
  private void list(KernelSocket socket, Map<Long, Listener> found) {
    int descriptor = socket.descriptor();
    Object previous = descriptors.get(descriptor);
    if (!isOpen(socket)) {
      return;
    }
    Listener listener =
        inventory.open(
            endpoint(socket),
            descriptor,
            Listener.UNKNOWN,
            false,
            Owner.NOBODY,
            l -> descriptors.replace(descriptor, previous, l, System.nanoTime()));
    if (listener == null) {
      // its hook was faster
      return;
    }
    if (previous instanceof Listener) {
      // closed by something that no hook sees
      ((Listener) previous).close();
    } else if (previous instanceof ConnectionCounters) {
      ((ConnectionCounters) previous).closed(0);
    }
    if (take(socket, found) && !isOpen(socket) && descriptors.remove(descriptor, listener)) {
      listener.close();
    }
  }

  private boolean isOpen(KernelSocket socket) {
    return kernel.inode(socket.descriptor()) == socket.inode();
  }

  private Endpoint endpoint(KernelSocket socket) {
    if (socket.address() == null) {
      return Endpoint.ofPath(socket.path());
    }
    InetSocketAddress address =
        new InetSocketAddress(Scopes.withScope(socket.address()), socket.port());
    return socket.protocol().equals("udp")
        ? Endpoint.ofDatagram(address, kernel.isEphemeral(socket.port()))
        : Endpoint.ofStream(address, false);
  }
}
