package io.porteiro.agent.it.servers;

import io.undertow.Undertow;
import java.net.InetSocketAddress;

/** Undertow with one handler. */
public final class UndertowApp {

  private UndertowApp() {}

  public static void main(String[] args) throws Exception {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.getResponseSender().send("ok"))
            .build();
    server.start();
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    System.out.println("listening " + address.getPort());
    while (System.in.read() >= 0) {
      // until its input ends
    }
    System.exit(0);
  }
}
