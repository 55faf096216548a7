package io.porteiro.apps;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * Binds a socket of each kind twice, first to where it may not be and then to where it may, and
 * prints what comes of it; {@code checked} at the end. Then it waits for the end of its input.
 */
public final class Refused {

  private final SocketAddress refused;
  private final SocketAddress allowed;

  private Refused(SocketAddress refused, SocketAddress allowed) {
    this.refused = refused;
    this.allowed = allowed;
  }

  /** Takes the two ports. */
  public static void main(String[] args) throws Exception {
    new Refused(address(args[0]), address(args[1])).run();
    System.out.println("done checked");
    while (System.in.read() >= 0) {
      // until the end
    }
  }

  private static SocketAddress address(String port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port));
  }

  private void run() throws Exception {
    ServerSocket socket = new ServerSocket();
    check("ServerSocket", socket::bind, socket);
    check("ServerSocket-made", address -> made(address).close(), () -> {});
    check("ServerSocketChannel", ServerSocketChannel.open());
    ServerSocket adaptor = ServerSocketChannel.open().socket();
    check("ServerSocketChannel-adaptor", adaptor::bind, adaptor);
    check("AsynchronousServerSocketChannel", AsynchronousServerSocketChannel.open());
    HttpServer http = HttpServer.create();
    check("HttpServer", address -> http.bind((InetSocketAddress) address, 5), () -> http.stop(0));
    DatagramSocket datagrams = new DatagramSocket(null);
    check("DatagramSocket", datagrams::bind, datagrams);
    check("DatagramSocket-made", address -> new DatagramSocket(address).close(), () -> {});
    MulticastSocket multicast = new MulticastSocket(null);
    check("MulticastSocket", multicast::bind, multicast);
    check("DatagramChannel", DatagramChannel.open());
    DatagramSocket ofChannel = DatagramChannel.open().socket();
    check("DatagramChannel-adaptor", ofChannel::bind, ofChannel);
  }

  private static ServerSocket made(SocketAddress address) throws IOException {
    InetSocketAddress internet = (InetSocketAddress) address;
    return new ServerSocket(internet.getPort(), 5, internet.getAddress());
  }

  private void check(String name, NetworkChannel channel) throws IOException {
    check(name, channel::bind, channel);
  }

  private void check(String name, Binding binding, Closeable end) throws IOException {
    try {
      binding.bind(refused);
      System.out.println(name + " bound");
    } catch (IOException e) {
      System.out.println(name + " " + e);
    }
    binding.bind(allowed);
    end.close();
    System.out.println(name + " bound to the other");
  }

  private interface Binding {

    void bind(SocketAddress address) throws IOException;
  }
}
