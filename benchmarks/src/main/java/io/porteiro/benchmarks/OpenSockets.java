package io.porteiro.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Has sockets open for {@code benchmarks/scrape} to look at: listeners, each on a port of its own,
 * and the connections to the last of them. Ends with its standard input.
 */
public final class OpenSockets {

  /** A part of the ports that there are, so that the system finds a free one soon. */
  private static final int CONNECTIONS_OF_AN_ADDRESS = 5_000;

  private OpenSockets() {}

  /**
   * {@code arguments}: how many listeners; how many connections to make; to which port, if not to
   * the last listener's. Prints that one's port when all are open.
   */
  public static void main(String[] arguments) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    List<Channel> open = new ArrayList<>();
    ServerSocketChannel last = null;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      last = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0), 1_000);
      open.add(last);
    }
    ServerSocketChannel server = last;
    Thread acceptor = new Thread(() -> accept(server), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    int to = arguments.length > 2 ? Integer.parseInt(arguments[2]) : port;
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      open.add(connect(address(i), new InetSocketAddress(loopback, to)));
    }
    System.out.println(port);
    while (System.in.read() >= 0) {
      // until its end
    }
    System.exit(open.isEmpty() ? 1 : 0);
  }

  /** One of this process alone. */
  private static InetAddress address(int connection) throws IOException {
    long process = ProcessHandle.current().pid();
    byte last = (byte) (1 + connection / CONNECTIONS_OF_AN_ADDRESS);
    return InetAddress.getByAddress(new byte[] {127, (byte) (process >> 8), (byte) process, last});
  }

  private static void accept(ServerSocketChannel server) {
    List<SocketChannel> accepted = new ArrayList<>();
    try {
      while (true) {
        accepted.add(server.accept());
      }
    } catch (IOException e) {
      throw new IllegalStateException("after " + accepted.size() + " accepts", e);
    }
  }

  private static SocketChannel connect(InetAddress from, InetSocketAddress to) throws IOException {
    SocketChannel channel = SocketChannel.open();
    // ends with a reset: thousands in TIME_WAIT would be in the way of the next run
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(to);
    return channel;
  }
}
