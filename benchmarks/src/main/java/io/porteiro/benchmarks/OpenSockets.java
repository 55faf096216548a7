package io.porteiro.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Has sockets open for {@code benchmarks/scrape} to look at: so many listeners, each on a port of
 * its own, and all connections to the last of them. Ends with its standard input.
 */
public final class OpenSockets {

  private OpenSockets() {}

  /** {@code arguments}: how many listeners. Prints the last one's port. */
  public static void main(String[] arguments) throws IOException {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      listeners.add(
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000));
    }
    ServerSocketChannel last = listeners.get(listeners.size() - 1);
    Thread acceptor = new Thread(() -> accept(last), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println(((InetSocketAddress) last.getLocalAddress()).getPort());
    while (System.in.read() >= 0) {
      // until its end
    }
    System.exit(0);
  }

  private static void accept(ServerSocketChannel listener) {
    List<SocketChannel> accepted = new ArrayList<>();
    try {
      while (true) {
        accepted.add(listener.accept());
      }
    } catch (IOException e) {
      throw new IllegalStateException("after " + accepted.size() + " accepts", e);
    }
  }
}
