package io.porteiro.apps;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server for each way to listen that the JDK has. */
final class Servers {

  private static final int BACKLOG = 200;

  private Servers() {}

  static Server open(String api, String host) throws Exception {
    return api.equals("Unix")
        ? UnixServer.open(host)
        : open(api, new InetSocketAddress(host, 0), BACKLOG);
  }

  static Server open(String api, InetSocketAddress address, int backlog) throws Exception {
    switch (api) {
      case "ServerSocket":
        return new OfServerSocket(bound(new ServerSocket(), address, backlog));
      case "ServerSocket-timeout":
        return new OfServerSocket(bound(new ServerSocket(), address, backlog), 20);
      case "ServerSocket-subclass":
        return new OfServerSocket(bound(new OwnServerSocket(), address, backlog));
      case "TLS":
        return new OfServerSocket(
            bound(tls().getServerSocketFactory().createServerSocket(), address, backlog));
      case "ServerSocketChannel":
        return new OfChannel(ServerSocketChannel.open().bind(address, backlog));
      case "ServerSocketChannel-adaptor":
        return new OfServerSocket(ServerSocketChannel.open().bind(address, backlog).socket());
      case "ServerSocketChannel-adaptor-timeout":
        return new OfServerSocket(ServerSocketChannel.open().bind(address, backlog).socket(), 20);
      case "ServerSocketChannel-shared":
        return new OfChannel(shared(ServerSocketChannel.open()).bind(address, backlog));
      case "Selector":
        return new SelectorServer(ServerSocketChannel.open().bind(address, backlog));
      case "Asynchronous-future":
        return new OfAsynchronous(
            AsynchronousServerSocketChannel.open().bind(address, backlog), false);
      case "Asynchronous-handler":
        return new OfAsynchronous(
            AsynchronousServerSocketChannel.open().bind(address, backlog), true);
      case "Native":
        return NativeServer.open(address, backlog);
      default:
        throw new IllegalArgumentException(api);
    }
  }

  /** The listener that this process was started with. */
  static Server inherited() throws IOException {
    return new OfChannel((ServerSocketChannel) System.inheritedChannel());
  }

  private static ServerSocket bound(ServerSocket socket, InetSocketAddress address, int backlog)
      throws IOException {
    socket.bind(address, backlog);
    return socket;
  }

  /** With SO_REUSEPORT (9 and later), by reflection as the rest compiles for 8. */
  @SuppressWarnings("unchecked")
  private static ServerSocketChannel shared(ServerSocketChannel channel) throws Exception {
    Object option = StandardSocketOptions.class.getField("SO_REUSEPORT").get(null);
    return channel.setOption((SocketOption<Boolean>) option, true);
  }

  /** With the key in the file that the system property {@code keys} names. */
  private static SSLContext tls() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(System.getProperty("keys"))) {
      keys.load(in, "password".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "password".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** A custom server socket, as those have it that bring sockets of their own. */
  private static final class OwnServerSocket extends ServerSocket {

    OwnServerSocket() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket socket = new Socket();
      implAccept(socket);
      return socket;
    }
  }

  private static final class OfServerSocket extends Server {

    private final ServerSocket socket;

    OfServerSocket(ServerSocket socket) {
      this.socket = socket;
    }

    OfServerSocket(ServerSocket socket, int timeoutMillis) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(timeoutMillis);
    }

    @Override
    String name() {
      return Integer.toString(socket.getLocalPort());
    }

    @Override
    Connection accept() throws IOException {
      try {
        return new SocketConnection(socket.accept());
      } catch (SocketTimeoutException none) {
        return null;
      }
    }

    @Override
    String bindAgain() throws IOException {
      try (ServerSocket other = new ServerSocket()) {
        other.bind(socket.getLocalSocketAddress());
        return "bound twice";
      } catch (IOException expected) {
        return expected.toString();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class OfChannel extends Server {

    private final ServerSocketChannel channel;

    OfChannel(ServerSocketChannel channel) {
      this.channel = channel;
    }

    @Override
    String name() {
      return Integer.toString(channel.socket().getLocalPort());
    }

    @Override
    Connection accept() throws IOException {
      SocketChannel accepted = channel.accept();
      return new ChannelConnection(accepted, true);
    }

    @Override
    String bindAgain() throws IOException {
      try (ServerSocketChannel other = ServerSocketChannel.open()) {
        other.bind(channel.getLocalAddress());
        return "bound twice";
      } catch (IOException expected) {
        return expected.toString();
      }
    }

    @Override
    void closeNatively() throws Exception {
      Natively.close(Natively.descriptor(channel));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class OfAsynchronous extends Server
      implements CompletionHandler<AsynchronousSocketChannel, Void> {

    private final AsynchronousServerSocketChannel channel;
    private final boolean handler;
    private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();

    OfAsynchronous(AsynchronousServerSocketChannel channel, boolean handler) {
      this.channel = channel;
      this.handler = handler;
    }

    @Override
    String name() {
      try {
        return Integer.toString(((InetSocketAddress) channel.getLocalAddress()).getPort());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Connection accept() throws IOException {
      if (!handler) {
        return new AsynchronousConnection(AsynchronousConnection.get(channel.accept()));
      }
      channel.accept(null, this);
      try {
        Object result = results.poll(1, TimeUnit.HOURS);
        if (result instanceof AsynchronousSocketChannel) {
          return new AsynchronousConnection((AsynchronousSocketChannel) result);
        }
        throw new IOException(String.valueOf(result));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Void attachment) {
      results.add(accepted);
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
      results.add(failure);
    }

    @Override
    String bindAgain() throws IOException {
      try (AsynchronousServerSocketChannel other = AsynchronousServerSocketChannel.open()) {
        other.bind(channel.getLocalAddress());
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
}
