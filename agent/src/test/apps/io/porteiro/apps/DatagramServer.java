package io.porteiro.apps;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Sends back every datagram. The API is named first; for connected ones, the peer's port second.
 * Prints its port and ends with its standard input.
 */
public final class DatagramServer {

  private static final int SIZE = 2_000;

  private DatagramServer() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    switch (args[0]) {
      case "DatagramSocket":
        serve(new DatagramSocket(any));
        break;
      case "MulticastSocket":
        serve(new MulticastSocket(any));
        break;
      case "DatagramChannel-adaptor":
        serve(DatagramChannel.open().bind(any).socket());
        break;
      case "DatagramChannel":
        serve(DatagramChannel.open().bind(any));
        break;
      case "DatagramChannel-selector":
        select(DatagramChannel.open().bind(any));
        break;
      case "DatagramChannel-connected":
        connected(DatagramChannel.open().bind(any), peer(args[1]), false);
        break;
      case "DatagramChannel-vectors":
        connected(DatagramChannel.open().bind(any), peer(args[1]), true);
        break;
      case "DatagramSocket-connected":
        DatagramSocket socket = new DatagramSocket(any);
        socket.connect(peer(args[1]));
        serve(socket);
        break;
      default:
        throw new IllegalArgumentException(args[0]);
    }
    while (System.in.read() >= 0) {
      // nothing is said to it
    }
    System.exit(0);
  }

  private static SocketAddress peer(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void loop(int port, Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (IOException end) {
                System.out.println("ended by " + end);
              }
            });
    thread.setDaemon(true);
    thread.start();
    System.out.println("listening " + port);
  }

  private static void serve(DatagramSocket socket) {
    loop(
        socket.getLocalPort(),
        () -> {
          DatagramPacket packet = new DatagramPacket(new byte[SIZE], SIZE);
          socket.receive(packet);
          socket.send(packet);
        });
  }

  private static void serve(DatagramChannel channel) throws IOException {
    loop(
        channel.socket().getLocalPort(),
        () -> {
          ByteBuffer buffer = ByteBuffer.allocate(SIZE);
          SocketAddress from = channel.receive(buffer);
          buffer.flip();
          channel.send(buffer, from);
        });
  }

  private static void select(DatagramChannel channel) throws IOException {
    Selector selector = Selector.open();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
    loop(
        channel.socket().getLocalPort(),
        () -> {
          selector.select();
          selector.selectedKeys().clear();
          ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
          // once more than there are datagrams: the last receive finds none
          for (SocketAddress from = channel.receive(buffer);
              from != null;
              from = channel.receive(buffer)) {
            buffer.flip();
            channel.send(buffer, from);
            buffer.clear();
          }
        });
  }

  private static void connected(DatagramChannel channel, SocketAddress peer, boolean vectors)
      throws IOException {
    channel.connect(peer);
    loop(
        channel.socket().getLocalPort(),
        () -> {
          ByteBuffer buffer = ByteBuffer.allocate(SIZE);
          if (vectors) {
            ByteBuffer head = ByteBuffer.allocate(3);
            channel.read(new ByteBuffer[] {head, buffer});
            head.flip();
            buffer.flip();
            channel.write(new ByteBuffer[] {head, buffer});
          } else {
            channel.read(buffer);
            buffer.flip();
            channel.write(buffer);
          }
        });
  }
}
