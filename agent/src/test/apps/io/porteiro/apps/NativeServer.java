package io.porteiro.apps;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A listener as a native library makes one; it accepts nothing. */
final class NativeServer extends Server {

  private static final String NET = "sun.nio.ch.Net";

  private final FileDescriptor descriptor;
  private final String name;

  private NativeServer(FileDescriptor descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  static NativeServer open(InetSocketAddress address, int backlog) throws Exception {
    // loads the JDK's native code
    ServerSocketChannel.open().close();
    FileDescriptor descriptor = socket();
    Natively.method(NET, "bind", FileDescriptor.class, InetAddress.class, int.class)
        .invoke(null, descriptor, address.getAddress(), address.getPort());
    Natively.method(NET, "listen", FileDescriptor.class, int.class)
        .invoke(null, descriptor, backlog);
    Object local =
        Natively.method(NET, "localAddress", FileDescriptor.class).invoke(null, descriptor);
    return new NativeServer(
        descriptor, Integer.toString(((InetSocketAddress) local).getPort()));
  }

  private static FileDescriptor socket() throws ReflectiveOperationException {
    try {
      Method method = Natively.method(NET, "serverSocket", boolean.class);
      return (FileDescriptor) method.invoke(null, true);
    } catch (NoSuchMethodException since22) {
      return (FileDescriptor) Natively.method(NET, "serverSocket").invoke(null);
    }
  }

  @Override
  String name() {
    return name;
  }

  @Override
  Connection accept() throws IOException {
    throw new IOException("it only listens");
  }

  @Override
  String bindAgain() {
    throw new UnsupportedOperationException();
  }

  @Override
  void closeNatively() throws Exception {
    Natively.close(Natively.descriptor(descriptor));
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
