package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Requests to an HTTP server, ten over each connection, all answered alike; connections counted.
 */
final class Requests {

  private static final int EACH = 10;

  private Requests() {}

  static void check(Jvm jvm, String port, int connections) throws IOException {
    check(jvm, port, connections, "200", () -> {});
  }

  static void check(Jvm jvm, String port, int connections, Runnable meanwhile) throws IOException {
    check(jvm, port, connections, "200", meanwhile);
  }

  /**
   * @param status what the server answers a request for its root
   * @param meanwhile what is to be done while all connections are open
   */
  static void check(Jvm jvm, String port, int connections, String status, Runnable meanwhile)
      throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port));
      socket.setSoTimeout(20_000);
      sockets.add(socket);
    }
    Set<String> bodies = new HashSet<>();
    for (int i = 0; i < EACH; i++) {
      for (Socket socket : sockets) {
        bodies.add(request(socket, status));
      }
    }
    assertThat(bodies).hasSize(1);
    expect(jvm, port, connections, connections);
    meanwhile.run();
    for (Socket socket : sockets) {
      socket.close();
    }
    expect(jvm, port, connections, 0);
  }

  private static void expect(Jvm jvm, String port, long accepted, long active) {
    jvm.await(
        active + " active",
        () ->
            jvm.scrape().tcp("porteiro_connections_active", port) == active
                && Kernel.connections(jvm.pid(), Integer.parseInt(port)) == active);
    assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", port)).isEqualTo(accepted);
  }

  private static String request(Socket socket, String status) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    assertThat(in.readLine()).startsWith("HTTP/1.1 " + status);
    int length = -1;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).trim());
      }
    }
    assertThat(length).isPositive();
    char[] body = new char[length];
    for (int i = 0; i < length; i++) {
      body[i] = (char) in.read();
    }
    return new String(body);
  }
}
