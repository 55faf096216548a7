package io.porteiro.apps;

import java.net.InetAddress;
import java.net.ServerSocket;

/** Listens and ends while it holds what everybody who prints to stderr has to wait for. */
public final class Held {

  private Held() {}

  public static void main(String[] args) throws Exception {
    synchronized (System.err) {
      new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
      System.exit(0);
    }
  }
}
