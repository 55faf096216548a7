package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The listeners of the JVM's own management agent, whose owners the alert on them goes by. */
class RemoteManagementIT {

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theyAreOwnedByTheJdk(Jdk jdk) throws IOException {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options(RemoteManagement.options(folder))
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.firstScrape();
      jvm.await("both listeners", () -> listeners(jvm).size() >= 2);
      List<Scrape.Sample> listeners = listeners(jvm);
      assertThat(listeners)
          .extracting(info -> info.labels().get("owner"))
          .containsExactlyInAnyOrder(
              RemoteManagement.owner(jdk), RemoteManagement.ownerOfTheLocal());
      assertThat(listeners)
          .extracting(info -> info.labels().get("exposure"))
          .containsOnly("wildcard");
    }
  }

  private static List<Scrape.Sample> listeners(Jvm jvm) {
    return jvm.scrape().samples("porteiro_listener_info").stream()
        .filter(info -> !info.labels().get("owner").startsWith("io.porteiro."))
        .toList();
  }
}
