package io.porteiro.apps;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.Paths;

/** A Unix-domain server (16 and later), by reflection as the rest compiles for 8. */
final class UnixServer extends Server {

  private final ServerSocketChannel channel;
  private final String path;

  private UnixServer(ServerSocketChannel channel, String path) {
    this.channel = channel;
    this.path = path;
  }

  static UnixServer open(String path) throws IOException {
    ServerSocketChannel channel = channel();
    channel.bind(address(path), 200);
    return new UnixServer(channel, path);
  }

  private static ServerSocketChannel channel() {
    try {
      ProtocolFamily unix = StandardProtocolFamily.valueOf("UNIX");
      return (ServerSocketChannel)
          ServerSocketChannel.class.getMethod("open", ProtocolFamily.class).invoke(null, unix);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SocketAddress address(String path) {
    try {
      return (SocketAddress)
          Class.forName("java.net.UnixDomainSocketAddress")
              .getMethod("of", Path.class)
              .invoke(null, Paths.get(path));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  String name() {
    return path;
  }

  @Override
  Connection accept() throws IOException {
    return new ChannelConnection(channel.accept(), false);
  }

  @Override
  String bindAgain() throws IOException {
    try (ServerSocketChannel other = channel()) {
      other.bind(address(path));
      return "bound twice";
    } catch (IOException expected) {
      return expected.toString();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
