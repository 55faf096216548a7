package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that people run. */
class ServersIT {

  private static final int CONNECTIONS = 10;

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
      Requests.check(jvm, port, CONNECTIONS, () -> SameAsSs.check(jvm));
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }
}
