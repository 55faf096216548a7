package io.porteiro.demo.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Looks at the page: each step is a connection, a request and its response. */
final class PageClient {

  private static final int TIMEOUT_MILLIS = 3000;
  private static final int MAX_RESPONSE = 256 * 1024;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress server;
  private final Tally tally;

  PageClient(InetSocketAddress server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Gets the page, and throws it away. */
  void step() {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      tally.pageOpened();
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(REQUEST);
      socket.getInputStream().readNBytes(MAX_RESPONSE);
    } catch (IOException e) {
      // No page this time: the next step tries again.
    }
  }
}
