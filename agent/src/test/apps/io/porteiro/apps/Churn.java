package io.porteiro.apps;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;

/**
 * Two listeners, one of each kind, both accepting on two threads; every connection is talked to on
 * a thread of a pool. Ends with its standard input.
 */
public final class Churn {

  private Churn() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    ServerSocket socket = new ServerSocket();
    socket.bind(any, 1_000);
    ServerSocketChannel channel = ServerSocketChannel.open().bind(any, 1_000);
    for (int i = 0; i < 2; i++) {
      start(() -> new SocketConnection(socket.accept()));
      start(() -> new ChannelConnection(channel.accept(), true));
    }
    System.out.println(
        "listening " + socket.getLocalPort() + " " + channel.socket().getLocalPort());
    while (System.in.read() >= 0) {
      // until its input ends
    }
    System.exit(0);
  }

  private interface Accept {
    Connection next() throws IOException;
  }

  private static void start(Accept accept) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Conversation.start(accept.next());
                }
              } catch (IOException end) {
                System.out.println("ended by " + end);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
