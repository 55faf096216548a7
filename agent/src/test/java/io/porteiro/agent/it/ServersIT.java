package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that people run: 100 requests over 10 connections. */
class ServersIT {

  private static final int CONNECTIONS = 10;
  private static final int REQUESTS = 100;

  @TempDir Path folder;

  static Stream<Arguments> jdksAndServers() {
    return Jdk.all().stream()
        .filter(jdk -> jdk.version() >= 17)
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(jdk, "TomcatApp", "org.apache.tomcat.util.net.NioEndpoint"),
                    Arguments.of(jdk, "JettyApp", "org.eclipse.jetty.server.ServerConnector"),
                    Arguments.of(jdk, "UndertowApp", "org.xnio.nio.NioXnioWorker")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndServers")
  void requestsOverKeptConnections(Jdk jdk, String server, String owner) throws IOException {
    try (Jvm jvm =
        Jvm.on(jdk).main("io.porteiro.agent.it.servers." + server, folder.toString()).start()) {
      String port = jvm.listening();
      assertThat(
              jvm.firstScrape()
                  .samples("porteiro_listener_info", Map.of("port", port))
                  .get(0)
                  .labels())
          .containsEntry("owner", owner)
          .containsEntry("address", "127.0.0.1");
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
      }
      for (int i = 0; i < REQUESTS; i++) {
        request(sockets.get(i % CONNECTIONS));
      }
      expect(jvm, port, CONNECTIONS);
      SameAsSs.check(jvm);
      for (Socket socket : sockets) {
        socket.close();
      }
      expect(jvm, port, 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private static void expect(Jvm jvm, String port, long active) {
    jvm.await(
        active + " active",
        () ->
            jvm.scrape().tcp("porteiro_connections_active", port) == active
                && Kernel.connections(jvm.pid(), Integer.parseInt(port)) == active);
    assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", port))
        .isEqualTo(CONNECTIONS);
  }

  private static void request(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    assertThat(in.readLine()).startsWith("HTTP/1.1 200");
    int length = -1;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).trim());
      }
    }
    assertThat(length).isEqualTo(2);
    assertThat((char) in.read()).isEqualTo('o');
    assertThat((char) in.read()).isEqualTo('k');
  }
}
