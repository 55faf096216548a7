package io.porteiro.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.porteiro.agent.inventory.SampleInventory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP. */
class PeersHandlerTest {

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final SampleInventory inventory =
      new SampleInventory(10, false).listen("tcp/513").listen("unix//run/a \"b\".sock");
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    PeersHandler handler =
        new PeersHandler(
            inventory::snapshot, (protocol, port) -> List.of(SampleInventory.peer(1023)));
    HttpRouter router =
        new HttpRouter("porteiro.test", errors::add).withFolder(PeersHandler.PREFIX, handler);
    endpoint = HttpEndpoint.start("127.0.0.1", 0, router, Thread::new);
  }

  @AfterEach
  void close() throws IOException {
    endpoint.close();
    assertThat(errors).isEmpty();
  }

  @Test
  void thePeersOfAPort() throws IOException, JsonParserException {
    RawHttp.Response response =
        RawHttp.get(endpoint.port(), "/api/v1/ports/tcp/513/peers?whatever");
    JsonObject json = JsonParser.object().from(response.text());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
    assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(json).containsOnlyKeys("protocol", "port", "service", "peers");
    assertThat(json.getString("protocol")).isEqualTo("tcp");
    assertThat(json.getString("port")).isEqualTo("513");
    assertThat(json.getString("service")).isEqualTo("login");
    JsonArray peers = json.getArray("peers");
    assertThat(peers).hasSize(1);
    JsonObject peer = peers.getObject(0);
    assertThat(peer)
        .containsOnlyKeys(
            "address",
            "port",
            "local_address",
            "since",
            "state",
            "send_queue_bytes",
            "receive_queue_bytes");
    assertThat(peer.getString("address")).isEqualTo("127.0.0.1");
    assertThat(peer.getInt("port")).isEqualTo(1023);
    assertThat(peer.getString("since")).isEqualTo("2001-09-09T01:46:40Z");
    assertThat(peer.getString("state")).isEqualTo("ESTABLISHED");
  }

  @Test
  void aPathIsEncoded() throws IOException, JsonParserException {
    RawHttp.Response response =
        RawHttp.get(endpoint.port(), "/api/v1/ports/unix/%2Frun%2Fa%20%22b%22.sock/peers");

    assertThat(response.status()).isEqualTo(200);
    assertThat(JsonParser.object().from(response.text()).getString("port"))
        .isEqualTo("/run/a \"b\".sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp",
        "tcp/513",
        "tcp/513/",
        "tcp/513/peers/",
        "tcp/514/peers",
        "udp/513/peers",
        "tcp//peers",
        "tcp/%/peers",
        "tcp/%zz/peers",
        "/peers",
        "a/b/c/peers"
      })
  void anythingElseIsAProblem(String path) throws IOException, JsonParserException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), PeersHandler.PREFIX + path);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("Content-Type"))
        .isEqualTo("application/problem+json; charset=UTF-8");
    JsonObject problem = JsonParser.object().from(response.text());
    assertThat(problem.getString("title")).isEqualTo("Not Found");
    assertThat(problem.getInt("status")).isEqualTo(404);
    assertThat(problem.getString("detail")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 200",
    "127.0.0.1:9513, 200",
    "10.1.2.3:9513, 200",
    "[::1]:9513, 200",
    "[::1], 200",
    "localhost:9513, 200",
    "LOCALHOST, 200",
    "porteiro.test:9513, 200",
    "evil.example, 421",
    "evil.example:9513, 421",
    "127.0.0.1.evil.example, 421",
    "localhost.evil.example, 421",
    "[evil], 421",
    "[::1, 421"
  })
  void aHostThatIsNotOursIsMisdirected(String host, int status) throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      String request = "GET /api/v1/ports/tcp/513/peers HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      RawHttp.Response response = http.send(request).response();
      assertThat(response.status()).isIn(status, status == 421 ? 400 : status);
      assertThat(response.text().contains("1023")).isEqualTo(status == 200);
    }
  }
}
