package io.porteiro.demo.page;

import static io.porteiro.demo.Sockets.connect;
import static io.porteiro.demo.Sockets.readAll;
import static io.porteiro.demo.Sockets.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.porteiro.demo.Sockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PageServerTest {

  private volatile Supplier<String> page = () -> "<p>olá</p>";
  private PageServer server;

  @BeforeEach
  void open() throws IOException {
    server = PageServer.listen(Sockets.loopback(), 0, () -> page.get());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void servesThePage() throws IOException {
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nContent-Type: text/html; charset=utf-8\r\n")
        .contains("\r\nContent-Length: 11\r\n")
        .endsWith("\r\n\r\n<p>ol\u00c3\u00a1</p>");
  }

  @Test
  void answersHeadWithoutThePage() throws IOException {
    assertThat(answerTo("HEAD /?x HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\nContent-Length: 11\r\n")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /favicon.ico HTTP/1.1, 404",
    "GET /../ HTTP/1.1, 404",
    "POST / HTTP/1.1, 405",
    "GET / HTTP/2.0, 400",
    "GET http://x/ HTTP/1.1, 400",
    "hello, 400",
    "'', 400",
  })
  void refusesOtherRequests(String line, String status) throws IOException {
    assertThat(answerTo(line + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void refusesARequestThatDoesNotEnd() throws IOException {
    String line = "GET / HTTP/1.1\r\nX: ";

    assertThat(answerTo(line + "x".repeat(8192 - line.length()))).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void readsARequestThatArrivesInPieces() throws IOException {
    try (Socket client = connect(server.address())) {
      client.setTcpNoDelay(true);
      for (char c : "GET / HTTP/1.1\r\n\r\n".toCharArray()) {
        send(client, String.valueOf(c));
      }
      assertThat(readAll(client)).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void sendsAPageThatDoesNotFitInABuffer() throws IOException {
    // Much more than the system buffers.
    page = () -> "x".repeat(50_000_000);
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(server.address());
      client.setSoTimeout(10_000);
      send(client, "GET / HTTP/1.1\r\n\r\n");
      long length = client.getInputStream().transferTo(OutputStream.nullOutputStream());

      assertThat(length).isGreaterThan(50_000_000);
    }
  }

  @Test
  void aFailureEndsOneConnectionOnly() throws IOException {
    page =
        () -> {
          throw new IllegalStateException("no page");
        };
    assertThat(answerTo("GET / HTTP/1.1\r\n\r\n")).isEmpty();

    page = () -> "fine";
    assertThat(answerTo("GET / HTTP/1.1\r\n\r\n")).endsWith("fine");
  }

  @Test
  void aClientThatSaysNothingHoldsUpNobody() throws IOException {
    try (Socket silent = connect(server.address())) {
      send(silent, "GET /");
      try (Socket leaving = connect(server.address())) {
        leaving.setSoLinger(true, 0);
      }
      assertThat(answerTo("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void closingEndsConnectionsAndFreesThePort() throws IOException {
    try (Socket client = connect(server.address())) {
      send(client, "GET /");
      answerTo("GET / HTTP/1.1\r\n\r\n");
      server.close();

      assertThatThrownBy(() -> connect(server.address())).isInstanceOf(ConnectException.class);
      assertThat(isOver(client)).isTrue();
    }
  }

  private String answerTo(String request) throws IOException {
    try (Socket client = connect(server.address())) {
      send(client, request);
      return readAll(client);
    }
  }

  private static boolean isOver(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
