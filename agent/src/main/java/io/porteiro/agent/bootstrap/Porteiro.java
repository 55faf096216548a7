package io.porteiro.agent.bootstrap;

import java.io.FileDescriptor;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Channel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * The door between woven JDK code and the agent: static methods that pass an event on and let no
 * exception out. Lives in the boot loader. It must not be loaded anywhere else (the copy in the
 * agent's jar is only its class file), or events would go to a slot that nobody reads.
 */
public final class Porteiro {

  /** In the names of Netty's native libraries, whatever package they were moved to. */
  private static final String NETTY = "netty_transport_native_";

  private static volatile SocketEvents events = SocketEvents.NONE;
  private static volatile Runnable netty;

  private Porteiro() {}

  /** Who is told from now on; null means nobody. */
  public static void tell(SocketEvents receiver) {
    events = receiver == null ? SocketEvents.NONE : receiver;
  }

  /**
   * See {@link SocketEvents#refusal(ServerSocket, SocketAddress)}.
   *
   * @throws BindException when the socket may not be bound there
   */
  public static void binding(ServerSocket socket, SocketAddress requested) throws BindException {
    String refusal = null;
    try {
      refusal = events.refusal(socket, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** As above, for a channel. */
  public static void binding(
      FileDescriptor socket,
      Channel channel,
      ProtocolFamily family,
      SocketAddress local,
      SocketAddress requested)
      throws BindException {
    String refusal = null;
    try {
      refusal = events.refusal(socket, channel, family, local, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** See {@link SocketEvents#datagramRefusal}; throws as above. */
  public static void datagramBinding(
      FileDescriptor socket, Channel channel, SocketAddress local, SocketAddress requested)
      throws BindException {
    String refusal = null;
    try {
      refusal = events.datagramRefusal(socket, channel, local, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** As above, where {@code address} and {@code port} were asked for. */
  public static void datagramBinding(FileDescriptor socket, int port, InetAddress address)
      throws BindException {
    String refusal = null;
    try {
      SocketAddress requested = new InetSocketAddress(address, port);
      refusal = events.datagramRefusal(socket, null, null, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** See {@link SocketEvents#refusal(DatagramSocket, SocketAddress)}; throws as above. */
  public static void binding(DatagramSocket socket, SocketAddress requested) throws BindException {
    String refusal = null;
    try {
      refusal = events.refusal(socket, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** See {@link SocketEvents#refusal(int, SocketAddress)}; throws as above. */
  public static void binding(int socket, SocketAddress requested) throws BindException {
    String refusal = null;
    try {
      refusal = events.refusal(socket, requested);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  /** See {@link SocketEvents#refusal(int)}; throws as above. */
  public static void binding(int socket) throws BindException {
    String refusal = null;
    try {
      refusal = events.refusal(socket);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
    enforce(refusal);
  }

  private static void enforce(String refusal) throws BindException {
    if (refusal != null) {
      throw new BindException(refusal);
    }
  }

  /**
   * See {@link SocketEvents#listening(FileDescriptor, SocketAddress, SocketAddress, int,
   * Throwable)}.
   */
  public static void listening(
      FileDescriptor socket,
      SocketAddress local,
      SocketAddress requested,
      int backlog,
      Throwable thrown) {
    try {
      events.listening(socket, local, requested, backlog, thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#listening(SocketImpl, SocketAddress, int, Throwable)}. */
  public static void listening(
      SocketImpl socket, SocketAddress requested, int backlog, Throwable thrown) {
    try {
      events.listening(socket, requested, backlog, thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#datagramBound}. */
  public static void datagramBound(
      FileDescriptor socket, SocketAddress local, SocketAddress requested, Throwable thrown) {
    try {
      events.datagramBound(socket, local, requested, thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** As above, where {@code address} and {@code port} were asked for. */
  public static void datagramBound(
      FileDescriptor socket, int port, InetAddress address, Throwable thrown) {
    try {
      events.datagramBound(socket, null, new InetSocketAddress(address, port), thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#accepting(FileDescriptor)}. */
  public static Object accepting(FileDescriptor server) {
    try {
      return events.accepting(server);
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
      return null;
    }
  }

  /** See {@link SocketEvents#accepting(SocketImpl)}. */
  public static Object accepting(SocketImpl server) {
    try {
      return events.accepting(server);
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
      return null;
    }
  }

  /** {@code count} is what the operating system returned: 1 when there is a connection. */
  public static void accepted(
      Object accepting,
      SocketAddress local,
      FileDescriptor connection,
      int count,
      Throwable thrown) {
    try {
      if (thrown != null) {
        events.acceptFailed(accepting, thrown);
      } else if (count > 0) {
        events.accepted(accepting, local, connection);
      }
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** Of an accept that is seen only now that it has handed over a connection. */
  public static void accepted(FileDescriptor server, FileDescriptor connection) {
    try {
      events.accepted(events.accepting(server), null, connection);
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** See {@link SocketEvents#accepted(Object, SocketImpl)}. */
  public static void accepted(Object accepting, SocketImpl connection, Throwable thrown) {
    try {
      if (thrown != null) {
        events.acceptFailed(accepting, thrown);
      } else {
        events.accepted(accepting, connection);
      }
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** Of an operation of any asynchronous channel; {@code thrown} is null when it did not fail. */
  public static void acceptFailed(AsynchronousChannel channel, Throwable thrown) {
    try {
      if (thrown != null && channel instanceof AsynchronousServerSocketChannel) {
        events.acceptFailed((AsynchronousServerSocketChannel) channel, thrown);
      }
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** Of an accept's {@code result}, which may be null, pending, done or failed. */
  public static void acceptFailed(AsynchronousChannel server, Future<?> result) {
    try {
      if (result != null && result.isDone()) {
        result.get();
      }
    } catch (ExecutionException failed) {
      acceptFailed(server, failed.getCause());
    } catch (CancellationException | InterruptedException noFailure) {
      // cancelled at once; a future that is done is not waited for
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** See {@link SocketEvents#closing(FileDescriptor)}. */
  public static void closing(FileDescriptor socket) {
    try {
      events.closing(socket);
    } catch (Throwable error) {
      AgentErrors.count("close", error);
    }
  }

  /** See {@link SocketEvents#closing(int)}. */
  public static void closing(int descriptor) {
    try {
      events.closing(descriptor);
    } catch (Throwable error) {
      AgentErrors.count("close", error);
    }
  }

  /** See {@link SocketEvents#datagram}. */
  public static Object datagram(FileDescriptor socket, Channel channel) {
    try {
      return events.datagram(socket, channel);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
      return null;
    }
  }

  /** {@code bytes} is what the operating system returned: negative when there was no datagram. */
  public static void received(Object datagram, long bytes) {
    try {
      if (bytes >= 0 && datagram != null) {
        events.received(datagram, bytes);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** {@code bytes} is what the operating system returned: negative when nothing was sent. */
  public static void sent(Object datagram, long bytes) {
    try {
      if (bytes >= 0 && datagram != null) {
        events.sent(datagram, bytes);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** As above, for a channel that may have been bound by this very send. */
  public static void sent(Object datagram, FileDescriptor socket, Channel channel, long bytes) {
    try {
      if (bytes >= 0) {
        events.sent(datagram == null ? events.bound(socket, channel) : datagram, bytes);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#bound}. */
  public static void bound(FileDescriptor socket, Channel channel) {
    try {
      events.bound(socket, channel);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#sent(DatagramSocketImpl, long)}. */
  public static void sent(DatagramSocketImpl socket, long bytes) {
    try {
      events.sent(socket, bytes);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#opened(FileDescriptor)}. */
  public static void opened(FileDescriptor socket) {
    try {
      events.opened(socket);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** As above, but not for the channel that is within a {@code DatagramSocket}. */
  public static void opened(FileDescriptor socket, boolean interruptible) {
    try {
      if (interruptible) {
        events.opened(socket);
      }
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#opened(int, boolean)}. */
  public static void opened(int socket) {
    try {
      events.opened(socket, false);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#opened(int, boolean)}. */
  public static void datagramOpened(int socket) {
    try {
      events.opened(socket, true);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#bound(int, SocketAddress, Throwable)}. */
  public static void bound(int socket, SocketAddress requested, Throwable thrown) {
    try {
      events.bound(socket, requested, thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#connected}. */
  public static void connected(int socket) {
    try {
      events.connected(socket);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#listening(int, int, Throwable)}. */
  public static void listening(int socket, int backlog, Throwable thrown) {
    try {
      events.listening(socket, backlog, thrown);
    } catch (Throwable error) {
      AgentErrors.count("bind", error);
    }
  }

  /** See {@link SocketEvents#accepting(int)}. */
  public static Object accepting(int server) {
    try {
      return events.accepting(server);
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
      return null;
    }
  }

  /** {@code connection} is its descriptor, or negative when there was none. */
  public static void accepted(Object accepting, int connection, Throwable thrown) {
    try {
      if (thrown != null) {
        events.acceptFailed(accepting, thrown);
      } else if (connection >= 0) {
        events.accepted(accepting, connection);
      }
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** As above, but only when it was open until now. */
  public static void closing(int descriptor, boolean open) {
    try {
      if (open) {
        events.closing(descriptor);
      }
    } catch (Throwable error) {
      AgentErrors.count("close", error);
    }
  }

  /** See {@link SocketEvents#received(int, long)}. */
  public static void received(int socket, long bytes) {
    try {
      events.received(socket, bytes);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** {@code from} is null when there was no datagram. */
  public static void received(int socket, SocketAddress from) {
    try {
      if (from != null) {
        events.received(socket, from);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#sent(int, long)}. */
  public static void sent(int socket, long bytes) {
    try {
      if (bytes > 0) {
        events.sent(socket, bytes);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#unpacking}. */
  public static void unpacking(int socket) {
    try {
      events.unpacking(socket);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#unpacked}. */
  public static void unpacked(int bytes, int segmentSize) {
    try {
      events.unpacked(bytes, segmentSize);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#packing}. */
  public static void packing() {
    try {
      events.packing();
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#packed}; an empty one is not packed, whatever is said. */
  public static void packed(int bytes, int segmentSize, boolean packed) {
    try {
      if (packed && bytes > 0) {
        events.packed(bytes, segmentSize);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#sentPacked}. */
  public static void sentPacked(int socket, int offset, int count) {
    try {
      if (count > 0) {
        events.sentPacked(socket, offset, count);
      }
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** See {@link SocketEvents#readCompleted}. */
  public static void readCompleted(int socket, int result) {
    try {
      events.readCompleted(socket, result);
    } catch (Throwable error) {
      AgentErrors.count("accept", error);
    }
  }

  /** See {@link SocketEvents#writeCompleted}. */
  public static void writeCompleted(int socket, int result) {
    try {
      events.writeCompleted(socket, result);
    } catch (Throwable error) {
      AgentErrors.count("datagram", error);
    }
  }

  /** Who is to weave Netty's native transports when they are there; null means nobody. */
  public static void whenNettyIsLoaded(Runnable weaving) {
    netty = weaving;
  }

  /** A native library was loaded: its name, or its path. */
  public static void loaded(String library) {
    try {
      Runnable weaving = netty;
      if (weaving != null && library.contains(NETTY)) {
        weaving.run();
      }
    } catch (Throwable error) {
      AgentErrors.count("weave", error);
    }
  }
}
