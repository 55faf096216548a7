package io.porteiro.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPostTest {

  private static final byte[] BODY = {1, 0, -1};

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void theRequestIsWhole() throws Exception {
    CompletableFuture<String> request = answering("HTTP/1.1 200 OK\r\n\r\n");
    int status = new HttpPost(uri("/v1/metrics?a=%20b")).send(Map.of("X-Key", "1"), BODY);

    assertThat(status).isEqualTo(200);
    assertThat(request.get(10, TimeUnit.SECONDS))
        .isEqualTo(
            "POST /v1/metrics?a=%20b HTTP/1.1\r\nHost: 127.0.0.1:"
                + server.getLocalPort()
                + "\r\nUser-Agent: porteiro\r\nConnection: close\r\nContent-Length: 3\r\n"
                + "X-Key: 1\r\n\r\n"
                + new String(BODY, ISO_8859_1));
  }

  @Test
  void aValueBeginsNoOtherHeader() throws Exception {
    CompletableFuture<String> request = answering("HTTP/1.0 204\r\n");
    assertThat(new HttpPost(uri("")).send(Map.of("A", "b\r\nC: d"), BODY)).isEqualTo(204);

    assertThat(request.get(10, TimeUnit.SECONDS))
        .startsWith("POST / ")
        .contains("\r\nA: b C: d\r\n");
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1 503 Service Unavailable, 503", "HTTP/1.1 100, 100", "HTTP/1.1 429 , 429"})
  void theStatusIsTheAnswers(String line, int status) throws IOException {
    answering(line + "\r\nmore");

    assertThat(new HttpPost(uri("/")).send(Map.of(), BODY)).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n", "\n", "HTTP/1.1\r\n", "HTTP/1.1 20x OK\r\n"})
  void whatIsNoHttpIsSaid(String answer) {
    answering(answer);

    assertThatThrownBy(() -> new HttpPost(uri("/")).send(Map.of(), BODY))
        .isInstanceOf(IOException.class)
        .hasMessage("it does not answer in HTTP");
  }

  @Test
  void anAnswerWithoutAnEndIsNotRead() {
    answering("x".repeat(100_000));

    assertThatThrownBy(() -> new HttpPost(uri("/")).send(Map.of(), BODY))
        .isInstanceOf(IOException.class);
  }

  @Test
  void noAnswerIsSaid() {
    answering("");

    assertThatThrownBy(() -> new HttpPost(uri("/")).send(Map.of(), BODY))
        .isInstanceOf(IOException.class)
        .hasMessage("it closed the connection without an answer");
  }

  @Test
  void nobodyThereIsSaid() throws IOException {
    server.close();

    assertThatThrownBy(() -> new HttpPost(uri("/")).send(Map.of(), BODY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
  }

  /** Answers one request, once all of it is there. */
  private CompletableFuture<String> answering(String answer) {
    CompletableFuture<String> request = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                request.complete(read(socket.getInputStream()));
                socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
              } catch (IOException | RuntimeException e) {
                request.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return request;
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) in.read());
    }
    text.append(new String(in.readNBytes(BODY.length), ISO_8859_1));
    return text.toString();
  }
}
