package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The meters in Spring Boot's Actuator, whose Micrometer is in a jar of jars. */
class SpringBootActuatorIT {

  private static final int CONNECTIONS = 10;
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final String ACTIVE = "/actuator/metrics/porteiro.connections.active?tag=port:";

  static Stream<Arguments> jdksAndVersions() {
    return Jdk.all().stream()
        .filter(jdk -> jdk.version() >= 17)
        .flatMap(jdk -> Stream.of("3", "4").map(version -> Arguments.of(jdk, version)));
  }

  @ParameterizedTest(name = "{0}, Spring Boot {1}")
  @MethodSource("jdksAndVersions")
  void showsTheExactNumber(Jdk jdk, String version) throws IOException {
    String name = "spring-boot-" + version + "-actuator";
    try (Jvm jvm = start(jdk, Maven.host(name, name + ".jar"))) {
      String web = port(jvm, 0);
      String management = port(jvm, 1);
      jvm.await("the meters", () -> get(management, ACTIVE + web).statusCode() == 200);
      Requests.check(
          jvm,
          web,
          CONNECTIONS,
          () -> {
            assertThat(value(management, ACTIVE + web)).isEqualTo(CONNECTIONS);
            Scrape theirs = new Scrape(prometheus(management));
            assertThat(theirs.tcp("porteiro_connections_active", web)).isEqualTo(CONNECTIONS);
            assertThat(theirs.tcp("porteiro_connections_accepted_total", web))
                .isEqualTo(CONNECTIONS);
            assertThat(theirs.samples("porteiro_listener_info", Map.of("port", web)))
                .isEqualTo(jvm.scrape().samples("porteiro_listener_info", Map.of("port", web)));
          });
      jvm.await("none active", () -> value(management, ACTIVE + web) == 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.out() + jvm.err()).doesNotContain("WARN", "porteiro:");
    }
  }

  private static Jvm start(Jdk jdk, Path jar) {
    return Jvm.on(jdk)
        .noClassPath()
        .endsBySignal()
        .main(
            "-jar",
            jar.toString(),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--management.server.port=0",
            "--management.server.address=127.0.0.1",
            "--management.endpoints.web.exposure.include=metrics,prometheus")
        .start();
  }

  private static String port(Jvm jvm, int which) {
    jvm.await("started", () -> jvm.out().contains("Started Application in"));
    Matcher port = PORT.matcher(jvm.out());
    for (int i = 0; i <= which; i++) {
      assertThat(port.find()).isTrue();
    }
    return port.group(1);
  }

  private static long value(String port, String path) {
    try {
      JsonObject meter = JsonParser.object().from(get(port, path).body());
      return meter.getArray("measurements").getObject(0).getLong("value");
    } catch (JsonParserException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The agent's series alone. */
  private static String prometheus(String port) {
    return get(port, "/actuator/prometheus").body().replaceAll("(?m)^(?!porteiro).*\n?", "");
  }

  private static HttpResponse<String> get(String port, String path) {
    try {
      return Scrape.get(Integer.parseInt(port), path);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
