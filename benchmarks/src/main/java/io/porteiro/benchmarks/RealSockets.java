package io.porteiro.benchmarks;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;

/** Gets at what the JDK's sockets keep to themselves and woven code is handed. */
final class RealSockets {

  /** What a JVM needs to be started with for that, as for the agent's own reading. */
  static final String OPEN_IO = "--add-opens=java.base/java.io=ALL-UNNAMED";

  static final String OPEN_NET = "--add-opens=java.base/java.net=ALL-UNNAMED";
  static final String OPEN_NIO = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

  private RealSockets() {}

  static FileDescriptor descriptor(Channel channel) throws ReflectiveOperationException {
    Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
    getter.setAccessible(true);
    return (FileDescriptor) getter.invoke(channel);
  }

  static FileDescriptor descriptor(SocketImpl impl) throws ReflectiveOperationException {
    Field field = SocketImpl.class.getDeclaredField("fd");
    field.setAccessible(true);
    return (FileDescriptor) field.get(impl);
  }

  static SocketImpl impl(ServerSocket socket) throws ReflectiveOperationException {
    return impl(ServerSocket.class, socket);
  }

  static SocketImpl impl(Socket socket) throws ReflectiveOperationException {
    return impl(Socket.class, socket);
  }

  private static SocketImpl impl(Class<?> type, Object socket) throws ReflectiveOperationException {
    Field field = type.getDeclaredField("impl");
    field.setAccessible(true);
    return (SocketImpl) field.get(socket);
  }
}
