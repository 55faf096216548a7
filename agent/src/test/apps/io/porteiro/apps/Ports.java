package io.porteiro.apps;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Listens on one number, TCP and UDP. Ends with its standard input. */
public final class Ports {

  private Ports() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
      System.out.println("listening " + tcp.getLocalPort() + " " + udp.getLocalPort());
      untilEnd();
    } catch (IOException notAllowed) {
      System.out.println("listening nothing");
      untilEnd();
    }
    System.exit(0);
  }

  private static void untilEnd() throws IOException {
    while (System.in.read() >= 0) {
      // until its input ends
    }
  }
}
