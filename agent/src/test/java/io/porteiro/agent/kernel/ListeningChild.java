package io.porteiro.agent.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A program that listens until its standard input ends; prints the port. */
final class ListeningChild {

  private ListeningChild() {}

  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      System.in.read();
    }
  }
}
