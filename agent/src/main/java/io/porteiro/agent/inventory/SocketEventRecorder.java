package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.SocketEvents;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Channel;
import java.util.function.BooleanSupplier;

/**
 * Turns socket events into the inventory's listeners and counts. Runs on the application's threads:
 * an accept, a close or a datagram takes no lock and allocates nothing; a bind may do both.
 */
public final class SocketEventRecorder extends SocketEvents {

  /** What a bind to null means. */
  static final SocketAddress ANY = new InetSocketAddress(0);

  /** What the JDK's listeners ask for when the application does not say. */
  private static final int DEFAULT_BACKLOG = 50;

  private final Inventory inventory;
  private final BooleanSupplier own;
  private final DescriptorTable descriptors;
  private final Refusals refusals;
  private final NativeSockets natives;

  /**
   * @param own whether the current thread is one of the agent's
   */
  public SocketEventRecorder(Inventory inventory, BooleanSupplier own) {
    this.inventory = inventory;
    this.own = own;
    this.descriptors = inventory.descriptors();
    this.refusals = new Refusals(inventory);
    this.natives = new NativeSockets(this, descriptors, refusals);
  }

  /** The packages of {@code java.base} that must be open to this class before it is used. */
  public static String[] packages() {
    return new String[] {"java.io", "java.net", "sun.nio.ch"};
  }

  @Override
  public String refusal(ServerSocket socket, SocketAddress requested) {
    return denies() && !socket.isClosed() && !socket.isBound()
        ? refusals.ofStream(null, false, requested)
        : null;
  }

  @Override
  public String refusal(DatagramSocket socket, SocketAddress requested) {
    return denies() && !socket.isClosed() && !socket.isBound()
        ? refusals.ofDatagram(null, requested)
        : null;
  }

  @Override
  public String refusal(
      FileDescriptor socket,
      Channel channel,
      ProtocolFamily family,
      SocketAddress local,
      SocketAddress requested) {
    // the system chooses a path that nobody knows before
    boolean unix = family != null && "UNIX".equals(family.name());
    boolean unnamed = unix && requested == null;
    return denies() && !unnamed && local == null && channel.isOpen()
        ? refusals.ofStream(descriptors.get(Descriptors.number(socket)), unix, requested)
        : null;
  }

  @Override
  public String datagramRefusal(
      FileDescriptor socket, Channel channel, SocketAddress local, SocketAddress requested) {
    return denies() && local == null && (channel == null || channel.isOpen())
        ? refusals.ofDatagram(descriptors.get(Descriptors.number(socket)), requested)
        : null;
  }

  @Override
  public String refusal(int socket, SocketAddress requested) {
    return denies() ? natives.refusal(socket, requested) : null;
  }

  @Override
  public String refusal(int socket) {
    return denies() ? natives.refusal(socket) : null;
  }

  private boolean denies() {
    return inventory.admission().denies() && !own.getAsBoolean();
  }

  @Override
  public void listening(SocketImpl socket, SocketAddress requested, int backlog, Throwable thrown) {
    FileDescriptor descriptor = thrown == null ? Descriptors.of(socket) : null;
    SocketAddress local =
        Descriptors.number(descriptor) < 0 ? null : Descriptors.localAddress(descriptor);
    listening(descriptor, local, requested, backlog, thrown);
  }

  @Override
  public void listening(
      FileDescriptor socket,
      SocketAddress local,
      SocketAddress requested,
      int backlog,
      Throwable thrown) {
    if (thrown != null) {
      BindError error = BindError.of(thrown, requested);
      if (error != null) {
        bindFailed(Endpoint.ofStream(requested == null ? ANY : requested, false), error);
      }
    } else if (local != null) {
      int length = backlog < 1 ? DEFAULT_BACKLOG : backlog;
      opened(socket, Endpoint.ofStream(local, isEphemeral(requested)), length);
    }
  }

  @Override
  public void datagramBound(
      FileDescriptor socket, SocketAddress local, SocketAddress requested, Throwable thrown) {
    boolean ephemeral = isEphemeral(requested);
    if (thrown != null) {
      BindError error = BindError.of(thrown, requested);
      if (error != null) {
        InetSocketAddress address = (InetSocketAddress) (requested == null ? ANY : requested);
        bindFailed(Endpoint.ofDatagram(address, ephemeral), error);
      }
      return;
    }
    InetSocketAddress address =
        local == null ? Descriptors.localAddress(socket) : (InetSocketAddress) local;
    if (address != null) {
      opened(socket, Endpoint.ofDatagram(address, ephemeral), 0);
    }
  }

  @Override
  public Object accepting(FileDescriptor server) {
    EarlierConnections earlier = inventory.reconciliation().earlier();
    if (earlier != null) {
      earlier.accepting();
    }
    return accepting(Descriptors.number(server));
  }

  @Override
  public Object accepting(SocketImpl server) {
    return accepting(Descriptors.of(server));
  }

  @Override
  public void accepted(Object accepting, SocketImpl connection) {
    accepted(accepting, null, Descriptors.of(connection));
  }

  @Override
  public void accepted(Object accepting, SocketAddress local, FileDescriptor connection) {
    Listener listener = listener(accepting);
    if (listener != null) {
      accepted(listener, Descriptors.number(connection));
      return;
    }
    // bound before the hooks were there, or closed meanwhile; a connection has the port of its
    // listener
    SocketAddress address = local == null ? Descriptors.localAddress(connection) : local;
    if (address != null) {
      Endpoint endpoint = Endpoint.ofStream(address, false);
      Port port = inventory.port(endpoint.protocol, endpoint.port);
      accepted(port, Descriptors.number(connection));
    }
  }

  void accepted(Listener listener, int connection) {
    if (!listener.own) {
      accepted(listener.port, connection);
    }
  }

  private void accepted(Port port, int connection) {
    port.connections.accepted();
    put(connection, port.connections, System.nanoTime());
  }

  @Override
  public void acceptFailed(Object accepting, Throwable thrown) {
    AcceptError error = AcceptError.of(thrown);
    Listener listener = listener(accepting);
    if (error != null && listener != null) {
      acceptFailed(listener, error);
    }
  }

  void acceptFailed(Listener listener, AcceptError error) {
    // an accept that ends because its listener was closed is no failure
    if (!listener.own && listener.isOpen()) {
      listener.port.connections.failed(error);
    }
  }

  @Override
  public void acceptFailed(AsynchronousServerSocketChannel server, Throwable thrown) {
    Object accepting = accepting(Descriptors.of(server));
    Listener listener = listener(accepting);
    if (listener != null && listener.isNews(thrown)) {
      acceptFailed(accepting, thrown);
    }
  }

  @Override
  public void closing(FileDescriptor socket) {
    closing(Descriptors.number(socket));
  }

  @Override
  public void closing(int descriptor) {
    Object entry = descriptors.take(descriptor);
    if (entry != null) {
      if (entry instanceof Listener) {
        inventory.reconciliation().closing((Listener) entry, descriptor);
      }
      closed(entry, System.nanoTime() - descriptors.nanos(descriptor));
    } else if (descriptor >= 0 && inventory.reconciliation().earlier() != null) {
      inventory.reconciliation().earlier().closing(descriptor);
    }
  }

  @Override
  public Object datagram(FileDescriptor socket, Channel channel) {
    Object entry = descriptors.get(Descriptors.number(socket));
    return handle(isListed(entry) || channel == null ? entry : discover(socket, channel, false));
  }

  @Override
  public void received(Object datagram, long bytes) {
    Listener listener = listener(datagram);
    // a socket that is closed while it is read from gives 0 bytes, as an empty datagram does
    if (listener != null && (bytes > 0 || listener.isOpen())) {
      received(listener, bytes);
    }
  }

  @Override
  public void sent(Object datagram, long bytes) {
    sent(listener(datagram), bytes);
  }

  void sent(Listener listener, long bytes) {
    DatagramCounters counters = counters(listener);
    if (counters != null) {
      counters.sent(bytes);
    }
  }

  void received(Listener listener, long bytes) {
    DatagramCounters counters = counters(listener);
    if (counters != null) {
      counters.received(bytes);
    }
  }

  /** What a woven method is given for an entry of the table; null for one that is no listener. */
  private static Object handle(Object entry) {
    return entry instanceof Listener ? ((Listener) entry).handle : null;
  }

  /** The listener that a woven method was given; null when there was none, or it is long closed. */
  static Listener listener(Object handle) {
    return handle == null ? null : (Listener) ((WeakReference<?>) handle).get();
  }

  /** Null when it is no listed datagram socket. */
  static DatagramCounters counters(Listener listener) {
    return listener == null ? null : listener.port.datagrams;
  }

  @Override
  public void sent(DatagramSocketImpl socket, long bytes) {
    sent(datagram(Descriptors.of(socket), null), bytes);
  }

  @Override
  public Object bound(FileDescriptor socket, Channel channel) {
    Object entry = descriptors.get(Descriptors.number(socket));
    return handle(isListed(entry) ? entry : discover(socket, channel, true));
  }

  private static boolean isListed(Object entry) {
    return entry != null && !(entry instanceof UnlistedSocket);
  }

  /**
   * A datagram socket that the system bound by itself, or that was there before the hooks. Only
   * while the channel is open: the descriptor of one that is being closed is a placeholder's.
   */
  private Object discover(FileDescriptor socket, Channel channel, boolean implied) {
    InetSocketAddress address = channel.isOpen() ? Descriptors.localAddress(socket) : null;
    return channel.isOpen() ? discover(socket, address, implied) : null;
  }

  /** As above, of a socket that nobody closes meanwhile. */
  Object discover(FileDescriptor socket, boolean implied) {
    return discover(socket, Descriptors.localAddress(socket), implied);
  }

  private Object discover(FileDescriptor socket, InetSocketAddress address, boolean implied) {
    if (address == null || address.getPort() == 0) {
      return null;
    }
    boolean ephemeral = implied || inventory.reconciliation().isEphemeral(address.getPort());
    opened(socket, Endpoint.ofDatagram(address, ephemeral), 0);
    return descriptors.get(Descriptors.number(socket));
  }

  void opened(FileDescriptor socket, Endpoint endpoint, int backlog) {
    int number = Descriptors.number(socket);
    if (number < 0) {
      return;
    }
    Object before = descriptors.get(number);
    Owner opener = before instanceof UnlistedSocket ? ((UnlistedSocket) before).opener : null;
    Listener listener =
        inventory.open(
            endpoint,
            number,
            backlog,
            own.getAsBoolean(),
            Owner.ofCall(!endpoint.ephemeral || endpoint.protocol != Protocol.UDP, opener));
    put(number, listener, System.nanoTime());
    if (endpoint.protocol != Protocol.UNIX
        && Descriptors.localAddress(socket) == null
        && descriptors.remove(number, listener)) {
      // another thread closed it between the bind and here, where nobody could see it yet
      listener.close();
    }
  }

  void put(int descriptor, Object entry, long nanos) {
    Object missed = descriptors.put(descriptor, entry, nanos);
    if (missed != null) {
      closed(missed, 0);
    }
  }

  private static void closed(Object entry, long nanosOpen) {
    if (entry instanceof Listener) {
      ((Listener) entry).close();
    } else if (entry instanceof ConnectionCounters) {
      ((ConnectionCounters) entry).closed(nanosOpen);
    }
  }

  private void bindFailed(Endpoint endpoint, BindError error) {
    if (!own.getAsBoolean()) {
      inventory.port(endpoint.protocol, endpoint.port).bindFailed(error);
    }
  }

  static boolean isEphemeral(SocketAddress requested) {
    return requested == null
        || requested instanceof InetSocketAddress && ((InetSocketAddress) requested).getPort() == 0;
  }

  @Override
  public void opened(FileDescriptor socket) {
    Owner opener = Owner.ofOpening();
    if (opener != null) {
      put(Descriptors.number(socket), new UnlistedSocket(opener, false), System.nanoTime());
    }
  }

  @Override
  public void opened(int socket, boolean datagrams) {
    natives.opened(socket, datagrams);
  }

  @Override
  public void bound(int socket, SocketAddress requested, Throwable thrown) {
    natives.bound(socket, requested, thrown);
  }

  @Override
  public void connected(int socket) {
    natives.connected(socket);
  }

  @Override
  public void listening(int socket, int backlog, Throwable thrown) {
    natives.listening(socket, backlog, thrown);
  }

  @Override
  public Object accepting(int server) {
    return handle(descriptors.get(server));
  }

  @Override
  public void accepted(Object accepting, int connection) {
    natives.accepted(accepting, connection);
  }

  @Override
  public void received(int socket, long bytes) {
    natives.received(socket, bytes);
  }

  @Override
  public void received(int socket, SocketAddress from) {
    natives.received(socket, from);
  }

  @Override
  public void sent(int socket, long bytes) {
    natives.sent(socket, bytes);
  }

  @Override
  public void unpacking(int socket) {
    natives.unpacking(socket);
  }

  @Override
  public void unpacked(int bytes, int segmentSize) {
    PackedDatagrams.ofThread().unpacked(bytes, segmentSize);
  }

  @Override
  public void packing() {
    PackedDatagrams.ofThread().packing();
  }

  @Override
  public void packed(int bytes, int segmentSize) {
    PackedDatagrams.ofThread().packed(bytes, segmentSize);
  }

  @Override
  public void sentPacked(int socket, int offset, int count) {
    natives.sentPacked(socket, offset, count);
  }

  @Override
  public void readCompleted(int socket, int result) {
    natives.readCompleted(socket, result);
  }

  @Override
  public void writeCompleted(int socket, int result) {
    natives.writeCompleted(socket, result);
  }
}
