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
class PortsApiTest {

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final SampleInventory inventory =
      new SampleInventory(10, false)
          .listen("tcp/513")
          .listen("udp/513")
          .listen("unix//run/a \"b\".sock");
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    PortsApi handler =
        new PortsApi(
            "1.2.3",
            1_000_000_000_000L,
            inventory::snapshot,
            (protocol, port) -> List.of(SampleInventory.peer(1023)));
    HttpRouter router =
        new HttpRouter("porteiro.test", errors::add).withFolder(PortsApi.PATH, handler);
    endpoint = HttpEndpoint.start("127.0.0.1", 0, () -> router, Thread::new);
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
  void allPorts() throws IOException, JsonParserException {
    inventory.connections("tcp/513", 3, 1, 500_000_000).datagrams("udp/513", 5, 7);
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/api/v1/ports");
    JsonObject json = JsonParser.object().from(response.text());

    assertThat(response.status()).isEqualTo(200);
    assertThat(json).containsOnlyKeys("version", "since", "kernel_unavailable", "ports");
    assertThat(json.getString("version")).isEqualTo("1.2.3");
    assertThat(json.getString("since")).isEqualTo("2001-09-09T01:46:40Z");
    assertThat(json.getString("kernel_unavailable")).contains("no tables");
    assertThat(json.getArray("ports")).hasSize(3);
    JsonObject tcp = port(json, "tcp");
    assertThat(tcp)
        .containsOnlyKeys(
            "protocol",
            "port",
            "service",
            "expected",
            "listeners",
            "connections",
            "accept_errors",
            "accept_queue",
            "bind_failures");
    assertThat(tcp.getObject("connections"))
        .containsEntry("accepted", 3)
        .containsEntry("closed", 1)
        .containsEntry("active", 2)
        .containsEntry("duration_seconds", 0.5);
    assertThat(tcp.getObject("accept_queue"))
        .containsEntry("length", null)
        .containsEntry("limit", null);
    assertThat(tcp.getObject("bind_failures")).containsKeys("in_use", "denied", "policy");
    JsonObject listener = tcp.getArray("listeners").getObject(0);
    assertThat(listener)
        .containsEntry("address", "127.0.0.1")
        .containsEntry("exposure", "loopback")
        .containsEntry("known_by", "hook")
        .containsEntry("expected", null)
        .containsEntry("near_miss", null)
        .containsEntry("ephemeral", false)
        .containsKeys("owner", "artifact", "thread", "since")
        .doesNotContainKey("stack");
    assertThat(port(json, "udp").getObject("datagrams"))
        .containsEntry("received", 1)
        .containsEntry("received_bytes", 5)
        .containsEntry("sent_bytes", 7)
        .containsEntry("dropped", null);
  }

  @Test
  void onePortHasStacks() throws IOException, JsonParserException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/api/v1/ports/tcp/513");
    JsonObject listener =
        JsonParser.object().from(response.text()).getArray("listeners").getObject(0);

    assertThat(response.status()).isEqualTo(200);
    assertThat(listener.getArray("stack")).isNotEmpty();
    assertThat(listener.getArray("stack").getString(0)).contains("Owner");
  }

  private static JsonObject port(JsonObject json, String protocol) {
    return json.getArray("ports").stream()
        .map(JsonObject.class::cast)
        .filter(port -> port.getString("protocol").equals(protocol))
        .findFirst()
        .orElseThrow();
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
        "tcp",
        "tcp/514",
        "tcp/513/other",
        "tcp/514/peers",
        "udp/514/peers",
        "tcp//peers",
        "tcp/%/peers",
        "tcp/%zz/peers",
        "/peers",
        "tcp/513/peers/x"
      })
  void anythingElseIsAProblem(String path) throws IOException, JsonParserException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), PortsApi.PATH + "/" + path);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("Content-Type"))
        .isEqualTo("application/problem+json; charset=UTF-8");
    JsonObject problem = JsonParser.object().from(response.text());
    assertThat(problem.getString("title")).isEqualTo("Not Found");
    assertThat(problem.getInt("status")).isEqualTo(404);
    assertThat(problem.getString("detail")).isNotEmpty();
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      String tag = http.get(PortsApi.PATH).header("ETag");

      assertThat(tag).matches("\"[0-9a-f]+\"");
      for (String known : List.of(tag, "W/" + tag, "\"a\", " + tag + ",\"b\"", "*")) {
        RawHttp.Response again = http.get(PortsApi.PATH, "If-None-Match: " + known);
        assertThat(again.status()).as(known).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(again.header("Content-Type")).isNull();
      }
      RawHttp.Response head = http.request("HEAD", PortsApi.PATH, "If-None-Match: " + tag);
      assertThat(head.status()).isEqualTo(304);

      inventory.connections("tcp/513", 1, 0, 0);
      RawHttp.Response changed = http.get(PortsApi.PATH, "If-None-Match: " + tag);
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.header("ETag")).isNotEqualTo(tag);
      assertThat(http.get(PortsApi.PATH, "If-None-Match: " + tag.replace("\"", "")).status())
          .isEqualTo(200);
    }
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
