package io.porteiro.demo.page;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The page's server: one thread, a {@link Selector} and channels that never block.
 *
 * <p>The other of the two ways to write a server in Java; {@code LoginServer} shows the first.
 * There is room for a fixed number of connections; one more is accepted and closed.
 */
public final class PageServer implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 64;
  private static final long TICK_MILLIS = 500;
  private static final long STOP_MILLIS = 2000;

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final InetSocketAddress address;
  private final Supplier<String> page;
  private final Thread loop;
  private volatile boolean stopping;

  private PageServer(ServerSocketChannel listener, Selector selector, Supplier<String> page)
      throws IOException {
    this.listener = listener;
    this.selector = selector;
    this.address = (InetSocketAddress) listener.getLocalAddress();
    this.page = page;
    this.loop = new Thread(this::serve, "page-select");
    this.loop.setDaemon(true);
  }

  /** Opens the server; port 0 lets the system choose one. */
  public static PageServer listen(InetAddress address, int port, Supplier<String> page)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.bind(new InetSocketAddress(address, port));
      listener.configureBlocking(false);
      Selector selector = Selector.open();
      listener.register(selector, SelectionKey.OP_ACCEPT);
      PageServer server = new PageServer(listener, selector, page);
      server.loop.start();
      return server;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /** Where the server listens. */
  public InetSocketAddress address() {
    return address;
  }

  private void serve() {
    try (selector;
        listener) {
      while (!stopping) {
        selector.select(this::ready, TICK_MILLIS);
        selector.keys().forEach(PageServer::closeIfLate);
      }
      selector.keys().forEach(PageServer::close);
    } catch (IOException e) {
      // The selector itself failed: the page is gone, login and who go on.
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof PageConnection connection) {
        connection.ready(key);
      } else {
        accept();
      }
    } catch (IOException | RuntimeException e) {
      // A client's failure ends its own connection. When nothing can be accepted, the selector
      // would report that at once again, so it gets a pause.
      if (key.channel() == listener) {
        pause();
      } else {
        close(key);
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel == null) {
      return;
    }
    if (selector.keys().size() > MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new PageConnection(channel, page));
  }

  private static void closeIfLate(SelectionKey key) {
    if (key.attachment() instanceof PageConnection connection && connection.isLate()) {
      close(key);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // Nothing is left to close.
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopping = true;
    selector.wakeup();
    try {
      loop.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
