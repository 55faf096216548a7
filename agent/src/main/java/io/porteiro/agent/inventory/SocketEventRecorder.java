package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.SocketEvents;
import java.io.FileDescriptor;
import java.net.DatagramSocketImpl;
import java.net.InetSocketAddress;
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
  private static final SocketAddress ANY = new InetSocketAddress(0);

  /** Where Linux's own choice of ports begins unless it was told otherwise. */
  private static final int FIRST_EPHEMERAL_PORT = 32_768;

  /** What the JDK's listeners ask for when the application does not say. */
  private static final int DEFAULT_BACKLOG = 50;

  private final Inventory inventory;
  private final BooleanSupplier own;
  private final DescriptorTable descriptors;

  /**
   * @param own whether the current thread is one of the agent's
   */
  public SocketEventRecorder(Inventory inventory, BooleanSupplier own) {
    this.inventory = inventory;
    this.own = own;
    this.descriptors = inventory.descriptors();
  }

  /** The packages of {@code java.base} that must be open to this class before it is used. */
  public static String[] packages() {
    return new String[] {"java.io", "java.net", "sun.nio.ch"};
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
      opened(socket, Endpoint.ofStream(local, isEphemeral(requested)), backlog);
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
    return descriptors.get(Descriptors.number(server));
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
    Port port;
    if (accepting instanceof Listener) {
      Listener listener = (Listener) accepting;
      if (listener.own) {
        return;
      }
      port = listener.port;
    } else {
      // bound before the hooks were there; a connection has the port of its listener
      SocketAddress address = local == null ? Descriptors.localAddress(connection) : local;
      if (address == null) {
        return;
      }
      Endpoint endpoint = Endpoint.ofStream(address, false);
      port = inventory.port(endpoint.protocol, endpoint.port);
    }
    port.connections.accepted();
    put(Descriptors.number(connection), port.connections, System.nanoTime());
  }

  @Override
  public void acceptFailed(Object accepting, Throwable thrown) {
    AcceptError error = AcceptError.of(thrown);
    if (error != null && accepting instanceof Listener) {
      Listener listener = (Listener) accepting;
      // an accept that ends because its listener was closed is no failure
      if (!listener.own && listener.isOpen()) {
        listener.port.connections.failed(error);
      }
    }
  }

  @Override
  public void acceptFailed(AsynchronousServerSocketChannel server, Throwable thrown) {
    Object listener = accepting(Descriptors.of(server));
    if (listener instanceof Listener && ((Listener) listener).isNews(thrown)) {
      acceptFailed(listener, thrown);
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
    }
  }

  @Override
  public Object datagram(FileDescriptor socket, Channel channel) {
    Object entry = descriptors.get(Descriptors.number(socket));
    return entry == null && channel != null ? discover(socket, channel, false) : entry;
  }

  @Override
  public void received(Object datagram, long bytes) {
    DatagramCounters counters = counters(datagram);
    // a socket that is closed while it is read from gives 0 bytes, as an empty datagram does
    if (counters != null && (bytes > 0 || ((Listener) datagram).isOpen())) {
      counters.received(bytes);
    }
  }

  @Override
  public void sent(Object datagram, long bytes) {
    DatagramCounters counters = counters(datagram);
    if (counters != null) {
      counters.sent(bytes);
    }
  }

  private static DatagramCounters counters(Object datagram) {
    return datagram instanceof Listener ? ((Listener) datagram).port.datagrams : null;
  }

  @Override
  public void sent(DatagramSocketImpl socket, long bytes) {
    sent(datagram(Descriptors.of(socket), null), bytes);
  }

  @Override
  public Object bound(FileDescriptor socket, Channel channel) {
    Object entry = descriptors.get(Descriptors.number(socket));
    return entry == null ? discover(socket, channel, true) : entry;
  }

  /**
   * A datagram socket that the system bound by itself, or that was there before the hooks. Only
   * while the channel is open: the descriptor of one that is being closed is a placeholder's.
   */
  private Object discover(FileDescriptor socket, Channel channel, boolean implied) {
    InetSocketAddress address = channel.isOpen() ? Descriptors.localAddress(socket) : null;
    if (address == null || address.getPort() == 0 || !channel.isOpen()) {
      return null;
    }
    boolean ephemeral = implied || address.getPort() >= FIRST_EPHEMERAL_PORT;
    opened(socket, Endpoint.ofDatagram(address, ephemeral), 0);
    return descriptors.get(Descriptors.number(socket));
  }

  private void opened(FileDescriptor socket, Endpoint endpoint, int backlog) {
    int number = Descriptors.number(socket);
    if (number < 0) {
      return;
    }
    Listener listener =
        inventory.open(
            endpoint,
            number,
            backlog < 1 ? DEFAULT_BACKLOG : backlog,
            own.getAsBoolean(),
            Owner.ofCall(!endpoint.ephemeral || endpoint.protocol != Protocol.UDP));
    put(number, listener, System.nanoTime());
    if (endpoint.protocol != Protocol.UNIX
        && Descriptors.localAddress(socket) == null
        && descriptors.remove(number, listener)) {
      // another thread closed it between the bind and here, where nobody could see it yet
      listener.close();
    }
  }

  private void put(int descriptor, Object entry, long nanos) {
    Object missed = descriptors.put(descriptor, entry, nanos);
    if (missed != null) {
      closed(missed, 0);
    }
  }

  private static void closed(Object entry, long nanosOpen) {
    if (entry instanceof Listener) {
      ((Listener) entry).close();
    } else {
      ((ConnectionCounters) entry).closed(nanosOpen);
    }
  }

  private void bindFailed(Endpoint endpoint, BindError error) {
    if (!own.getAsBoolean()) {
      inventory.port(endpoint.protocol, endpoint.port).bindFailed(error);
    }
  }

  private static boolean isEphemeral(SocketAddress requested) {
    return requested == null
        || requested instanceof InetSocketAddress && ((InetSocketAddress) requested).getPort() == 0;
  }
}
