package io.porteiro.agent.bootstrap;

import java.io.FileDescriptor;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Channel;

/**
 * What the woven socket classes tell the agent; every method does nothing until the agent overrides
 * it. Lives in the boot loader, so its subclass in the agent's own loader is reached without a name
 * being looked up. Called on the application's threads: an implementation takes no lock that it
 * does not hold for an instant, and allocates nothing for a connection or a datagram.
 */
public class SocketEvents {

  static final SocketEvents NONE = new SocketEvents();

  /**
   * A socket is asked to listen: why it may not, or null. A {@code requested} address of null means
   * any address and port.
   */
  public String refusal(ServerSocket socket, SocketAddress requested) {
    return null;
  }

  /** As above, for a datagram socket that is to be bound. */
  public String refusal(DatagramSocket socket, SocketAddress requested) {
    return null;
  }

  /**
   * As above, for a channel. {@code local} is null as long as it is not bound; {@code family} may
   * be null when it is one of the internet's.
   */
  public String refusal(
      FileDescriptor socket,
      Channel channel,
      ProtocolFamily family,
      SocketAddress local,
      SocketAddress requested) {
    return null;
  }

  /** As above, for one of datagrams. {@code channel} is null where there is none. */
  public String datagramRefusal(
      FileDescriptor socket, Channel channel, SocketAddress local, SocketAddress requested) {
    return null;
  }

  /** As above, for any socket of a library that makes its sockets itself. */
  public String refusal(int socket, SocketAddress requested) {
    return null;
  }

  /** As above, for one that is bound and is to listen. */
  public String refusal(int socket) {
    return null;
  }

  /**
   * A TCP or Unix-domain socket was asked to listen; {@code thrown} is null when it does. A {@code
   * backlog} below 1 means the JDK's own, 50.
   */
  public void listening(
      FileDescriptor socket,
      SocketAddress local,
      SocketAddress requested,
      int backlog,
      Throwable thrown) {}

  /** As above for a socket whose address only the operating system knows for certain. */
  public void listening(
      SocketImpl socket, SocketAddress requested, int backlog, Throwable thrown) {}

  /** A datagram socket was bound, or failed to be. {@code local} is null when nobody knows it. */
  public void datagramBound(
      FileDescriptor socket, SocketAddress local, SocketAddress requested, Throwable thrown) {}

  /** An accept begins; returns what {@code accepted} is to be given. */
  public Object accepting(FileDescriptor server) {
    return null;
  }

  /** As above. */
  public Object accepting(SocketImpl server) {
    return null;
  }

  /** The operating system has handed over a connection. */
  public void accepted(Object accepting, SocketAddress local, FileDescriptor connection) {}

  /** As above. */
  public void accepted(Object accepting, SocketImpl connection) {}

  /** An accept ended with an exception. */
  public void acceptFailed(Object accepting, Throwable thrown) {}

  /** As above, for an asynchronous accept; may be told more than once of the same exception. */
  public void acceptFailed(AsynchronousServerSocketChannel server, Throwable thrown) {}

  /** The descriptor is about to be closed; its number may be in use again right after. */
  public void closing(FileDescriptor socket) {}

  /** As above. */
  public void closing(int descriptor) {}

  /**
   * A receive or send begins; returns what {@code received} and {@code sent} are to be given.
   * {@code channel} is the socket's, or null where nobody knows it.
   */
  public Object datagram(FileDescriptor socket, Channel channel) {
    return null;
  }

  /** One datagram of that many payload bytes arrived, or the socket was closed meanwhile. */
  public void received(Object datagram, long bytes) {}

  /** One datagram of that many payload bytes was handed to the operating system. */
  public void sent(Object datagram, long bytes) {}

  /** As above. */
  public void sent(DatagramSocketImpl socket, long bytes) {}

  /**
   * A datagram channel that nobody bound may have been bound by the operating system; returns what
   * {@code sent} is to be given.
   */
  public Object bound(FileDescriptor socket, Channel channel) {
    return null;
  }

  /** A channel was made that may come to listen, or is one for datagrams. */
  public void opened(FileDescriptor socket) {}

  /** As above, of a library that makes its sockets itself, those for outgoing connections too. */
  public void opened(int socket, boolean datagrams) {}

  /** A bind of any socket of such a library, without the listen; {@code thrown} may be null. */
  public void bound(int socket, SocketAddress requested, Throwable thrown) {}

  /** Any socket of such a library may have been connected, and bound by that. */
  public void connected(int socket) {}

  /** As {@code listening} above; the {@code backlog} is what the operating system was given. */
  public void listening(int socket, int backlog, Throwable thrown) {}

  /** As above. */
  public Object accepting(int server) {
    return null;
  }

  /** As above. */
  public void accepted(Object accepting, int connection) {}

  /**
   * Something was read from any socket. {@code bytes} is -1 when that was nothing: the end of a
   * connection or an empty datagram; 0 when there was nothing to read.
   */
  public void received(int socket, long bytes) {}

  /** One datagram arrived; {@code from} knows how long it is. */
  public void received(int socket, SocketAddress from) {}

  /** Something was written to any socket; {@code bytes} is 0 when nothing could be. */
  public void sent(int socket, long bytes) {}

  /** The datagrams that the current thread unpacks from now on were received by that socket. */
  public void unpacking(int socket) {}

  /**
   * A datagram was unpacked, or several that are each {@code segmentSize} long but for the last.
   */
  public void unpacked(int bytes, int segmentSize) {}

  /** The current thread begins to pack datagrams. */
  public void packing() {}

  /** The next one was packed; otherwise as {@code unpacked}. */
  public void packed(int bytes, int segmentSize) {}

  /** That many of those that the current thread has packed were sent. */
  public void sentPacked(int socket, int offset, int count) {}

  /** The operating system has done a read, or an accept; the error's number is negative. */
  public void readCompleted(int socket, int result) {}

  /** As above, of a write. */
  public void writeCompleted(int socket, int result) {}
}
