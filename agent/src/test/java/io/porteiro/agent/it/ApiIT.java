package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.porteiro.agent.export.ApiDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API's answers about real sockets are as {@code docs/openapi.yaml} describes them. */
class ApiIT {

  private static final String ALL = "/api/v1/ports";
  private static final String ONE = ALL + "/{protocol}/{port}";

  private final ApiDescription description = new ApiDescription();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void answersAreAsDescribed(Jdk jdk) throws Exception {
    Path policy = folder.resolve("porteiro.yaml");
    Files.writeString(policy, "policy: { expected: [ 'udp/*' ] }");
    try (Jvm jvm =
        Jvm.on(jdk).bare().agentAlso("config=" + policy).main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      String port = jvm.ask("server one ServerSocketChannel 127.0.0.1 0 5");
      jvm.failure("server two ServerSocket 127.0.0.1 " + port + " 5");
      String closed = jvm.ask("server three ServerSocket 0.0.0.0 0 5");
      jvm.ask("close three");
      String datagrams = jvm.ask("datagrams four DatagramSocket 127.0.0.1 0 20000");
      Client client = Client.tcp(Integer.parseInt(port));
      try {
        jvm.ask("accept one 1");
        JsonObject tcp = json(jvm, "/tcp/" + port, ONE);
        assertThat(tcp.getObject("bind_failures").getInt("in_use")).isEqualTo(1);
        JsonObject listener = tcp.getArray("listeners").getObject(0);
        assertThat(listener.getBoolean("expected")).isFalse();
        assertThat(listener.getString("near_miss")).isNotEmpty();
        List<Object> stack = listener.getArray("stack");
        // the method that told the agent, which is the application's call
        assertThat(stack.get(0)).asString().contains(".bind(").doesNotContain("porteiro.agent");
        assertThat(stack).anyMatch(frame -> frame.toString().contains("apps.Sockets.main("));
        assertThat(json(jvm, "/tcp/" + port + "/peers", ONE + "/peers").getArray("peers"))
            .hasSize(1);
        assertThat(json(jvm, "/tcp/" + closed, ONE).getArray("listeners")).isEmpty();
        JsonObject all = json(jvm, "", ALL);
        assertThat(all.getArray("ports").stream().map(one -> ((JsonObject) one).getString("port")))
            .contains(port, closed)
            .containsAnyOf(datagrams, "ephemeral");
      } finally {
        client.close();
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private JsonObject json(Jvm jvm, String path, String described)
      throws IOException, InterruptedException, JsonParserException {
    URI uri = URI.create("http://127.0.0.1:" + jvm.metricsPort() + ALL + path);
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).isPresent();
    assertThat(description.violations(described, 200, "application/json", response.body()))
        .isEmpty();
    return JsonParser.object().from(response.body());
  }
}
