package io.porteiro.agent.inventory;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;

/**
 * Sockets on loopback, closed together, and what the woven code takes from their private fields.
 */
final class RealSockets implements Closeable {

  static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final List<Closeable> opened = new ArrayList<>();

  ServerSocketChannel server() throws IOException {
    return add(ServerSocketChannel.open()).bind(ANY);
  }

  /** Connects a client; the connection waits to be accepted. */
  SocketChannel client(ServerSocketChannel server) throws IOException {
    return add(SocketChannel.open(server.getLocalAddress()));
  }

  /** Connects a client and returns the server's end. */
  SocketChannel accept(ServerSocketChannel server) throws IOException {
    client(server);
    return add(server.accept());
  }

  synchronized <T extends Closeable> T add(T socket) {
    opened.add(socket);
    return socket;
  }

  static FileDescriptor descriptor(Channel channel) {
    return (FileDescriptor) field(channel, "fd");
  }

  static SocketImpl impl(ServerSocket socket) {
    return (SocketImpl) field(socket, "impl");
  }

  static SocketImpl impl(Socket socket) {
    return (SocketImpl) field(socket, "impl");
  }

  /** A socket class that the JDK knows nothing of; it can do nothing. */
  static <T> T anotherLibrarys(Class<T> type) {
    try {
      Constructor<? extends T> constructor =
          new ByteBuddy()
              .subclass(type)
              .make()
              .load(RealSockets.class.getClassLoader())
              .getLoaded()
              .asSubclass(type)
              .getDeclaredConstructor(type.getDeclaredConstructors()[0].getParameterTypes());
      constructor.setAccessible(true);
      return constructor.newInstance(new Object[constructor.getParameterCount()]);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static void field(Object object, String name, Object value) {
    try {
      field(object.getClass(), name).set(object, value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Object field(Object object, String name) {
    try {
      return field(object.getClass(), name).get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Field field(Class<?> declarer, String name) {
    for (Class<?> type = declarer; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new AssertionError(declarer + " has no field " + name);
  }

  @Override
  public void close() throws IOException {
    for (Closeable socket : opened) {
      socket.close();
    }
  }
}
