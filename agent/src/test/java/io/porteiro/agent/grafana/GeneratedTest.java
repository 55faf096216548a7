package io.porteiro.agent.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the dashboards come from their source, which is held to Grafana's own types. */
class GeneratedTest {

  private static final Path SOURCE = Rule.ROOT.resolve("grafana/source");

  @TempDir Path folder;

  @Test
  void theDashboardsAreWhatTheirSourceMakes() throws IOException, InterruptedException {
    Program.npm(folder, SOURCE, "run", "--silent", "check");
  }

  @Test
  void theLockFileNamesNoHost() {
    assertThat(Rule.text(SOURCE.resolve("package-lock.json")))
        .contains("\"integrity\"")
        .doesNotContain("\"resolved\"", "http");
  }
}
