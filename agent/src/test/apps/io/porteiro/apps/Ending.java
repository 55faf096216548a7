package io.porteiro.apps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens, and begins to end at once, which takes until its input ends. */
public final class Ending {

  private Ending() {}

  public static void main(String[] args) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Runtime.getRuntime().addShutdownHook(new Thread(Ending::awaitEnd));
    System.out.println("listening " + server.getLocalPort());
    System.exit(0);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // until the end
      }
    } catch (IOException end) {
      // likewise
    }
  }
}
