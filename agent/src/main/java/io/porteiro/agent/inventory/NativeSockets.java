package io.porteiro.agent.inventory;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The recorder's part for sockets that a library makes itself, as Netty's native transports do: all
 * that is known of them is a number, the rest the operating system is asked. What TCP connections
 * read and write passes here too, and costs them a look into the table.
 */
final class NativeSockets {

  private static final int EAGAIN = -11;
  private static final int ECANCELED = -125;

  private final SocketEventRecorder recorder;
  private final DescriptorTable descriptors;
  private final Refusals refusals;

  NativeSockets(SocketEventRecorder recorder, DescriptorTable descriptors, Refusals refusals) {
    this.recorder = recorder;
    this.descriptors = descriptors;
    this.refusals = refusals;
  }

  void opened(int socket, boolean datagrams) {
    Owner opener = Owner.ofOpening();
    if (datagrams || opener != null) {
      recorder.put(socket, new UnlistedSocket(opener, datagrams), System.nanoTime());
    }
  }

  /** A socket that is to be bound may be a client's, unless it was made by a server's bind. */
  String refusal(int socket, SocketAddress requested) {
    Object entry = descriptors.get(socket);
    if (isDatagram(entry, socket)) {
      return refusals.ofDatagram(entry, requested);
    }
    boolean server = entry instanceof UnlistedSocket && ((UnlistedSocket) entry).opener != null;
    return server ? refusals.ofStream(entry, !isInternet(requested), requested) : null;
  }

  /** Of one that is to listen; it may have been bound unseen. */
  String refusal(int socket) {
    Object entry = descriptors.get(socket);
    if (entry instanceof Listener) {
      return null;
    }
    SocketAddress requested = requested(entry);
    SocketAddress local = local(Descriptors.of(socket), requested);
    return local == null
        ? null
        : refusals.of(Endpoint.ofStream(local, isEphemeral(requested)), entry);
  }

  private static SocketAddress requested(Object entry) {
    return entry instanceof UnlistedSocket ? ((UnlistedSocket) entry).requested : null;
  }

  /** Where it is bound; null when nobody knows. */
  private static SocketAddress local(FileDescriptor socket, SocketAddress requested) {
    boolean internet = requested == null ? Descriptors.isInternet(socket) : isInternet(requested);
    return internet ? Descriptors.localAddress(socket) : requested;
  }

  private static boolean isEphemeral(SocketAddress requested) {
    return requested != null && SocketEventRecorder.isEphemeral(requested);
  }

  void bound(int socket, SocketAddress requested, Throwable thrown) {
    Object entry = descriptors.get(socket);
    if (isDatagram(entry, socket) && requested instanceof InetSocketAddress) {
      recorder.datagramBound(Descriptors.of(socket), null, requested, thrown);
    } else if (entry instanceof UnlistedSocket) {
      ((UnlistedSocket) entry).requested = requested;
      if (thrown != null) {
        recorder.listening(null, null, requested, 0, thrown);
      }
    }
  }

  private static boolean isDatagram(Object entry, int socket) {
    return entry instanceof UnlistedSocket
        ? ((UnlistedSocket) entry).datagrams
        : entry == null && Descriptors.isDatagram(Descriptors.of(socket));
  }

  void connected(int socket) {
    datagram(descriptors.get(socket), socket, false);
  }

  void listening(int socket, int backlog, Throwable thrown) {
    Object entry = descriptors.get(socket);
    SocketAddress requested = requested(entry);
    if (thrown != null) {
      if (requested != null) {
        recorder.listening(null, null, requested, 0, thrown);
      }
    } else if (!(entry instanceof Listener)) {
      FileDescriptor descriptor = Descriptors.of(socket);
      SocketAddress local = local(descriptor, requested);
      if (local != null) {
        // the operating system takes it for an unsigned number
        int length = backlog < 0 ? Integer.MAX_VALUE : backlog;
        recorder.opened(descriptor, Endpoint.ofStream(local, isEphemeral(requested)), length);
      }
    }
  }

  private static boolean isInternet(SocketAddress address) {
    return address instanceof InetSocketAddress;
  }

  void accepted(Object accepting, int connection) {
    Listener listener = SocketEventRecorder.listener(accepting);
    if (listener != null) {
      recorder.accepted(listener, connection);
    } else {
      FileDescriptor descriptor = Descriptors.of(connection);
      // a Unix-domain connection does not say of which listener it is
      if (Descriptors.isInternet(descriptor)) {
        recorder.accepted(null, null, descriptor);
      }
    }
  }

  void received(int socket, long bytes) {
    Object entry = descriptors.get(socket);
    if (bytes != 0 && !(entry instanceof ConnectionCounters)) {
      recorder.received(datagram(entry, socket, false), Math.max(0, bytes));
    }
  }

  void received(int socket, SocketAddress from) {
    recorder.received(datagram(socket), ReceivedAmount.of(from));
  }

  void sent(int socket, long bytes) {
    Object entry = descriptors.get(socket);
    if (!(entry instanceof ConnectionCounters)) {
      recorder.sent(datagram(entry, socket, false), bytes);
    }
  }

  void unpacking(int socket) {
    PackedDatagrams.ofThread().unpacking(SocketEventRecorder.counters(datagram(socket)));
  }

  void sentPacked(int socket, int offset, int count) {
    DatagramCounters counters = SocketEventRecorder.counters(datagram(socket));
    if (counters != null) {
      PackedDatagrams.ofThread().sent(counters, offset, count);
    }
  }

  void readCompleted(int socket, int result) {
    Object entry = descriptors.get(socket);
    if (entry instanceof Listener && ((Listener) entry).port.connections != null) {
      if (result >= 0) {
        recorder.accepted((Listener) entry, result);
      } else if (result != EAGAIN && result != ECANCELED) {
        recorder.acceptFailed((Listener) entry, AcceptError.of(result));
      }
    } else if (result >= 0 && !(entry instanceof ConnectionCounters)) {
      recorder.received(datagram(entry, socket, false), result);
    }
  }

  void writeCompleted(int socket, int result) {
    Object entry = descriptors.get(socket);
    if (result >= 0 && !(entry instanceof ConnectionCounters)) {
      recorder.sent(datagram(entry, socket, false), result);
    }
  }

  private Listener datagram(int socket) {
    return datagram(descriptors.get(socket), socket, true);
  }

  /**
   * The listener of a datagram socket, listed by this when the operating system bound it.
   *
   * @param certain whether it can be no other socket
   */
  private Listener datagram(Object entry, int socket, boolean certain) {
    if (entry instanceof Listener) {
      return (Listener) entry;
    }
    boolean unbound = entry instanceof UnlistedSocket && ((UnlistedSocket) entry).datagrams;
    if (!unbound && (entry != null || !certain)) {
      return null;
    }
    FileDescriptor descriptor = Descriptors.of(socket);
    Object found =
        unbound || Descriptors.isDatagram(descriptor)
            ? recorder.discover(descriptor, unbound)
            : null;
    return found instanceof Listener ? (Listener) found : null;
  }
}
