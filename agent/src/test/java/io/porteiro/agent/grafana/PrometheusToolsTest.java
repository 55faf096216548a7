package io.porteiro.agent.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped rules and configurations, as the tools of Prometheus and Alertmanager judge them. */
class PrometheusToolsTest {

  private static final Path ALERTMANAGER = Rule.ROOT.resolve("grafana/alertmanager.yml");

  @TempDir Path folder;

  static List<Path> tests() {
    return Rule.files("tests");
  }

  static List<Rule> alerts() {
    return Rule.alerts();
  }

  @Test
  void theConfigurationIsValid() throws IOException, InterruptedException {
    promtool("check", "config", Rule.PROMETHEUS.resolve("prometheus.yml").toString());
  }

  @Test
  void theRulesAreValid() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("check", "rules", "--lint-fatal"));
    Rule.files("rules").forEach(file -> command.add(file.toString()));
    assertThat(promtool(command.toArray(String[]::new)))
        .contains(Rule.alerts().size() + " rules found");
  }

  @ParameterizedTest
  @MethodSource("tests")
  void theRulesPassTheirTests(Path test) throws IOException, InterruptedException {
    promtool("test", "rules", test.toString());
  }

  /** In a comment, as Debian's Prometheus knows no Kubernetes: promtool does not look at it. */
  @Test
  void theJobForKubernetesIsWellFormed() {
    String commented =
        Rule.text(Rule.PROMETHEUS.resolve("prometheus.yml"))
            .lines()
            .dropWhile(line -> !line.contains("porteiro-kubernetes"))
            .map(line -> line.replaceFirst("^ {2}# ", ""))
            .collect(Collectors.joining("\n"));
    assertThat(Rule.maps(Rule.parse(commented)))
        .singleElement()
        .satisfies(
            job -> {
              assertThat(job)
                  .containsOnlyKeys("job_name", "kubernetes_sd_configs", "relabel_configs");
              assertThat(Rule.maps(job.get("relabel_configs")))
                  .allSatisfy(config -> assertThat(config).containsKey("source_labels"))
                  .extracting(config -> config.get("target_label"))
                  .doesNotContain("protocol", "port", "service");
            });
  }

  @Test
  void theConfigurationOfAlertmanagerIsValid() throws IOException, InterruptedException {
    amtool("check-config", ALERTMANAGER.toString());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void whatIsCriticalGoesToThePagerAllElseToTheChat(Rule alert)
      throws IOException, InterruptedException {
    String receiver = alert.severity().equals("critical") ? "pager" : "chat";
    amtool(
        "config",
        "routes",
        "test",
        "--config.file=" + ALERTMANAGER,
        "--verify.receivers=" + receiver,
        "alertname=" + alert.name(),
        "severity=" + alert.severity());
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    return Program.promtool(folder, arguments);
  }

  private void amtool(String... arguments) throws IOException, InterruptedException {
    Program.amtool(folder, arguments);
  }
}
