package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spring Boot's jar of jars, whose classes come from loaders of its own. */
class SpringBootIT {

  private static final int CONNECTIONS = 10;
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  static Stream<Arguments> jdksAndVersions() {
    return Jdk.all().stream()
        .filter(jdk -> jdk.version() >= 17)
        .flatMap(jdk -> Stream.of("3", "4").map(version -> Arguments.of(jdk, version)));
  }

  @ParameterizedTest(name = "{0}, Spring Boot {1}")
  @MethodSource("jdksAndVersions")
  void saysTheSameAndIsCounted(Jdk jdk, String version) throws IOException {
    String name = "spring-boot-" + version;
    Path jar = Maven.host(name, name + ".jar");
    String without;
    try (Jvm jvm = start(jdk, jar).agent(null).start()) {
      port(jvm);
      without = plain(jvm);
    }
    try (Jvm jvm = start(jdk, jar).start()) {
      String port = port(jvm);
      jvm.firstScrape();
      assertThat(plain(jvm)).isEqualTo(without);
      Requests.check(jvm, port, CONNECTIONS);
      assertThat(
              jvm.scrape().samples("porteiro_listener_info", Map.of("port", port)).get(0).labels())
          .containsEntry("owner", "org.apache.tomcat.util.net.NioEndpoint")
          .hasEntrySatisfying(
              "artifact", artifact -> assertThat(artifact).matches("tomcat-embed-core-.*\\.jar"));
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private static Jvm.Builder start(Jdk jdk, Path jar) {
    return Jvm.on(jdk)
        .noClassPath()
        .endsBySignal()
        .main("-jar", jar.toString(), "--server.port=0", "--server.address=127.0.0.1");
  }

  private static String port(Jvm jvm) {
    jvm.await("started", () -> jvm.out().contains("Started Application in"));
    Matcher port = PORT.matcher(jvm.out());
    assertThat(port.find()).isTrue();
    return port.group(1);
  }

  private static String plain(Jvm jvm) {
    return (jvm.out() + jvm.err()).replaceAll("\\d+", "N");
  }
}
