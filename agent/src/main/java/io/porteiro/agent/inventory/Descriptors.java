package io.porteiro.agent.inventory;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.DatagramSocketImpl;
import java.net.InetSocketAddress;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousServerSocketChannel;

/**
 * Reads the number of a socket's file descriptor, and what address the operating system has for it.
 * The JDK has these in private fields and an internal class, which must have been opened before
 * this class is used. The handles are constants, so that a read compiles to a plain load.
 */
final class Descriptors {

  private static final MethodHandle NUMBER = getter(FileDescriptor.class, "fd");
  private static final MethodHandle OF_SOCKET = getter(SocketImpl.class, "fd");
  private static final MethodHandle OF_DATAGRAM_SOCKET = getter(DatagramSocketImpl.class, "fd");

  private static final MethodHandle SET_NUMBER = setter(FileDescriptor.class, "fd");

  private Descriptors() {}

  /** A descriptor of that number, for the JDK's internal methods; nothing closes it. */
  static FileDescriptor of(int number) {
    FileDescriptor descriptor = new FileDescriptor();
    try {
      SET_NUMBER.invokeExact(descriptor, number);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
    return descriptor;
  }

  /** The number, or -1 when there is none. */
  static int number(FileDescriptor descriptor) {
    try {
      return descriptor == null ? -1 : (int) NUMBER.invokeExact(descriptor);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  /** Null for a socket without one, such as another library's implementation. */
  static FileDescriptor of(SocketImpl socket) {
    try {
      return (FileDescriptor) OF_SOCKET.invokeExact(socket);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  /** As above. */
  static FileDescriptor of(DatagramSocketImpl socket) {
    try {
      return (FileDescriptor) OF_DATAGRAM_SOCKET.invokeExact(socket);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  /** As above, for the JDK's channels; null for another library's. */
  static FileDescriptor of(AsynchronousServerSocketChannel channel) {
    try {
      return (FileDescriptor) Asynchronous.FD.invoke(channel);
    } catch (ClassCastException notTheJdks) {
      return null;
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  /**
   * The local address as getsockname(2) has it, so that a dual-stack wildcard is {@code ::}; null
   * when the descriptor is closed. Not for Unix-domain sockets.
   */
  static InetSocketAddress localAddress(FileDescriptor descriptor) {
    if (number(descriptor) < 0) {
      // the JDK's native code dereferences null, which would be the end of the JVM
      return null;
    }
    try {
      return (InetSocketAddress) LocalAddress.GET.invokeExact(descriptor);
    } catch (IOException closed) {
      return null;
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  /** Whether it is a socket of the internet's, as opposed to a Unix-domain one. */
  static boolean isInternet(FileDescriptor descriptor) {
    int family = SocketOption.get(descriptor, SocketOption.DOMAIN);
    return family == SocketOption.AF_INET || family == SocketOption.AF_INET6;
  }

  /** Whether it is one of the internet's for datagrams. */
  static boolean isDatagram(FileDescriptor descriptor) {
    return isInternet(descriptor)
        && SocketOption.get(descriptor, SocketOption.TYPE) == SocketOption.SOCK_DGRAM;
  }

  /** Whether it is a socket that listens, or one for datagrams that has a port. */
  static boolean isInUse(FileDescriptor descriptor) {
    if (!isDatagram(descriptor)) {
      return SocketOption.get(descriptor, SocketOption.ACCEPTCONN) == 1;
    }
    InetSocketAddress address = localAddress(descriptor);
    return address != null && address.getPort() != 0;
  }

  private static MethodHandle setter(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return MethodHandles.lookup().unreflectSetter(field);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName() + "." + name, e);
    }
  }

  private static MethodHandle getter(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return MethodHandles.lookup().unreflectGetter(field);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName() + "." + name, e);
    }
  }

  /** Apart, as it initialises the JDK's native networking code, which a socket has done already. */
  private static final class LocalAddress {

    static final MethodHandle GET;

    static {
      try {
        Method method =
            Class.forName("sun.nio.ch.Net").getMethod("localAddress", FileDescriptor.class);
        method.setAccessible(true);
        GET = MethodHandles.lookup().unreflect(method);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("sun.nio.ch.Net.localAddress", e);
      }
    }
  }

  /** Apart, as only a failed asynchronous accept needs it. */
  private static final class Asynchronous {

    static final MethodHandle FD;

    static {
      try {
        FD = getter(Class.forName("sun.nio.ch.AsynchronousServerSocketChannelImpl"), "fd");
      } catch (ClassNotFoundException e) {
        throw new LinkageError("AsynchronousServerSocketChannelImpl", e);
      }
    }
  }

  /** Apart, as only sockets that the JDK did not make need it; Linux's numbers. */
  private static final class SocketOption {

    static final int TYPE = 3;
    static final int ACCEPTCONN = 30;
    static final int DOMAIN = 39;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;

    private static final int SOL_SOCKET = 1;
    private static final MethodHandle GET;

    static {
      try {
        Method method =
            Class.forName("sun.nio.ch.Net")
                .getDeclaredMethod(
                    "getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
        method.setAccessible(true);
        GET = MethodHandles.lookup().unreflect(method);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("sun.nio.ch.Net.getIntOption0", e);
      }
    }

    /** Or -1 when the descriptor is closed, or no socket's. */
    static int get(FileDescriptor descriptor, int option) {
      try {
        return (int) GET.invokeExact(descriptor, false, SOL_SOCKET, option);
      } catch (IOException notASocket) {
        return -1;
      } catch (Throwable error) {
        throw new IllegalStateException(error);
      }
    }
  }
}
