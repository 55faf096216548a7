package io.porteiro.apps;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Closes datagram sockets on a port again and again while another thread waits for a datagram that
 * never comes. Ends with its standard input.
 */
public final class DatagramClose {

  private static final int ROUNDS = 100;

  private DatagramClose() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[0]));
    for (int i = 0; i < ROUNDS; i++) {
      DatagramSocket socket = new DatagramSocket(address);
      socket.setSoTimeout(10_000);
      close(socket, () -> socket.receive(new DatagramPacket(new byte[100], 100)));
      DatagramChannel channel = DatagramChannel.open().bind(address);
      close(channel, () -> channel.receive(ByteBuffer.allocate(100)));
    }
    System.out.println("listening " + address.getPort());
    while (System.in.read() >= 0) {
      // until its input ends
    }
    System.exit(0);
  }

  private interface Receive {
    void run() throws IOException;
  }

  private static void close(AutoCloseable socket, Receive receive) throws Exception {
    Thread reader =
        new Thread(
            () -> {
              try {
                receive.run();
              } catch (IOException closed) {
                // as it should
              }
            });
    reader.start();
    while (reader.getState() == Thread.State.NEW) {
      Thread.yield();
    }
    Thread.sleep(1);
    socket.close();
    reader.join();
  }
}
