package io.porteiro.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.SampleInventory;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Rule;
import io.porteiro.agent.policy.RuleException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers over HTTP are as {@code docs/openapi.yaml} describes them. */
class OpenApiTest {

  private static final String ALL = "/api/v1/ports";
  private static final String ONE = ALL + "/{protocol}/{port}";
  private static final String PEERS = ONE + "/peers";

  private final ApiDescription description = new ApiDescription();
  private final SampleInventory inventory =
      new SampleInventory(10, false)
          .listen("tcp/513")
          .listen("udp/513")
          .listen("unix//run/x.sock")
          .listen("tcp/514")
          .stopListening("tcp/514")
          .connections("tcp/513", 5, 3, 1_500_000_000)
          .acceptFailed("tcp/513", AcceptError.TOO_MANY_FILES)
          .bindFailed("udp/513", BindError.IN_USE)
          .datagrams("udp/513", 500, 5);
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    PortsApi api =
        new PortsApi(
            "1.2.3",
            1_000_000_000_000L,
            inventory::snapshot,
            (protocol, port) -> {
              if (port.equals("514")) {
                throw new IllegalStateException("of no table");
              }
              return List.of(SampleInventory.peer(1023), SampleInventory.peer(1022));
            });
    HttpRouter router = new HttpRouter("", error -> {}).withFolder(PortsApi.PATH, api);
    endpoint = HttpEndpoint.start("127.0.0.1", 0, () -> router, Thread::new);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void everyPathIsDescribed() {
    assertThat(description.paths()).containsExactly(ALL, ONE, PEERS);
  }

  @Test
  void everyPropertyHasToBeDeclared() {
    assertThat(description.openObjects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "200, GET, '', " + ALL,
    "200, GET, /tcp/513, " + ONE,
    "200, GET, /udp/513, " + ONE,
    "200, GET, /unix/%2Frun%2Fx.sock, " + ONE,
    "200, GET, /tcp/514, " + ONE,
    "404, GET, /tcp/515, " + ONE,
    "405, POST, /tcp/513, " + ONE,
    "405, DELETE, '', " + ALL,
    "200, GET, /tcp/513/peers, " + PEERS,
    "404, GET, /tcp/515/peers, " + PEERS,
    "500, GET, /tcp/514/peers, " + PEERS,
  })
  void anAnswerIsAsDescribed(int status, String method, String path, String described)
      throws IOException {
    RawHttp.Response response = request(method, ALL + path);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers().containsKey("ETag")).isEqualTo(status == 200);
    assertThat(violations(described, response, response.text())).isEmpty();
  }

  @Test
  void ofPortsThatAreJudgedItIsAsDescribed() throws IOException, RuleException {
    inventory.admit(Policy.of(Mode.OBSERVE, List.of(Rule.of("tcp/513"))));
    inventory.listen("udp/514").listen("tcp/515");
    RawHttp.Response response = request("GET", ALL);

    assertThat(violations(ALL, response, response.text())).isEmpty();
    assertThat(response.text())
        .contains("\"port\":\"513\",\"service\":\"login\",\"expected\":true")
        .contains("\"port\":\"514\",\"service\":\"\",\"expected\":false")
        .containsPattern("\"expected\":false,\"near_miss\":\"[^\"]+\"");
  }

  @Test
  void anotherHostsAnswerIsAsDescribed() throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      RawHttp.Response response =
          http.send("GET " + ALL + " HTTP/1.1\r\nHost: evil.example\r\n\r\n").response();

      assertThat(response.status()).isEqualTo(421);
      assertThat(violations(ALL, response, response.text())).isEmpty();
    }
  }

  /** So that those above can fail. */
  @Test
  void whatIsNotAsDescribedIsFound() throws IOException {
    RawHttp.Response response = request("GET", ALL + "/tcp/513");
    String text = response.text();

    assertThat(violations(ONE, response, text.replaceFirst("\\{", "{\"more\":1,"))).isNotEmpty();
    assertThat(violations(ONE, response, text.replace("\"closed\":", "\"shut\":"))).isNotEmpty();
    assertThat(violations(ONE, response, text.replace("\"loopback\"", "\"near\""))).isNotEmpty();
    assertThat(violations(ONE, response, text.replace("\"accepted\":5", "\"accepted\":\"5\"")))
        .isNotEmpty();
    assertThat(violations(ONE, response, text.replaceFirst("\"since\":\"[^\"]*", "\"since\":\"-")))
        .isNotEmpty();
    assertThat(violations(ALL, response, text)).isNotEmpty();
  }

  private List<String> violations(String path, RawHttp.Response response, String body) {
    String type = response.header("Content-Type").replace("; charset=UTF-8", "");
    return description.violations(path, response.status(), type, body);
  }

  private RawHttp.Response request(String method, String path) throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      return http.request(method, path);
    }
  }
}
