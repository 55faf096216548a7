package io.porteiro.agent.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the files for containers fit together. Containers are not started here. */
class ComposeTest {

  private static final Path GRAFANA = Rule.ROOT.resolve("grafana");

  private static final Map<String, Map<String, Object>> SERVICES =
      services(Rule.yaml(GRAFANA.resolve("compose.yaml")));

  private static final Map<String, Object> PROMETHEUS =
      Rule.yaml(Rule.PROMETHEUS.resolve("prometheus.yml"));

  private static Map<String, Map<String, Object>> services(Map<String, Object> compose) {
    Map<String, Map<String, Object>> services = new TreeMap<>();
    Rule.map(compose.get("services"))
        .forEach((name, service) -> services.put(name, Rule.map(service)));
    return services;
  }

  /** What a service sees where. */
  private static Map<String, Path> volumes(String service) {
    return Rule.maps(SERVICES.get(service).get("volumes")).stream()
        .collect(
            Collectors.toMap(
                volume -> (String) volume.get("target"),
                volume -> GRAFANA.resolve((String) volume.get("source")).normalize()));
  }

  @Test
  void imagesHaveAVersionAndFilesAreThere() {
    assertThat(SERVICES).containsOnlyKeys("grafana", "prometheus", "alertmanager", "demo");
    assertThat(SERVICES.values())
        .allSatisfy(
            service -> assertThat((String) service.get("image")).matches("[\\w/-]+:v?\\d+.*"));
    for (String name : SERVICES.keySet()) {
      assertThat(volumes(name).values())
          // the build puts them there
          .filteredOn(path -> !path.toString().endsWith(".jar"))
          .isNotEmpty()
          .allSatisfy(path -> assertThat(path).exists());
    }
    assertThat(volumes("demo").values())
        .contains(
            Rule.ROOT.resolve("agent/target/porteiro.jar"),
            Rule.ROOT.resolve("demo-app/target/porteiro-demo.jar"));
  }

  /** Then all of them find each other at 127.0.0.1, and nobody else finds the agent. */
  @Test
  void allAreInTheNetworkOfGrafanaAndOnlyThisHostReachesIt() {
    Map<String, Object> networks = new TreeMap<>();
    SERVICES.forEach((name, service) -> networks.put(name, service.get("network_mode")));
    networks.remove("grafana");
    assertThat(networks.values()).containsOnly("service:grafana");
    assertThat(SERVICES.get("grafana").get("ports"))
        .isEqualTo(List.of("127.0.0.1:3000:3000", "127.0.0.1:9090:9090", "127.0.0.1:9093:9093"));
  }

  @Test
  void prometheusFindsItsConfigurationTheAgentAndAlertmanager() {
    assertThat(volumes("prometheus")).containsEntry("/etc/prometheus", Rule.PROMETHEUS);
    assertThat(volumes("alertmanager"))
        .containsEntry("/etc/alertmanager/alertmanager.yml", GRAFANA.resolve("alertmanager.yml"));
    assertThat(Rule.text(Rule.PROMETHEUS.resolve("prometheus.yml")))
        .contains("- 127.0.0.1:9093\n", "- 127.0.0.1:9513\n");
    assertThat(SERVICES.get("demo").get("command").toString())
        .contains("-javaagent:/porteiro/porteiro.jar=127.0.0.1:9513:/porteiro/porteiro.yaml");
    assertThat(volumes("demo"))
        .containsKeys("/porteiro/porteiro.jar", "/porteiro/porteiro-demo.jar")
        .containsEntry("/porteiro/porteiro.yaml", Rule.ROOT.resolve("demo-app/porteiro.yaml"));
  }

  @Test
  void grafanaFindsItsDataSource() {
    assertThat(volumes("grafana"))
        .containsEntry("/etc/grafana/provisioning", GRAFANA.resolve("provisioning"));
    Map<String, Object> source = onlyOne("datasources/prometheus.yml", "datasources");
    assertThat(source)
        .containsEntry("type", "prometheus")
        .containsEntry("url", "http://127.0.0.1:9090");
    assertThat(Rule.map(source.get("jsonData")).get("timeInterval"))
        .isEqualTo(Rule.map(PROMETHEUS.get("global")).get("scrape_interval"));
  }

  @Test
  void grafanaFindsTheDashboardsAndNothingElseAmongThem() throws IOException {
    String path =
        (String)
            Rule.map(onlyOne("dashboards/porteiro.yml", "providers").get("options")).get("path");
    assertThat(volumes("grafana")).containsEntry(path, Dashboard.FOLDER);
    assertThat(Rule.map(SERVICES.get("grafana").get("environment")))
        .containsEntry("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", path + "/porteiro-fleet.json");
    try (Stream<Path> files = Files.list(Dashboard.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "porteiro-fleet.json", "porteiro-jvm.json", "porteiro-port.json");
    }
  }

  private static Map<String, Object> onlyOne(String file, String list) {
    Map<String, Object> yaml = Rule.yaml(GRAFANA.resolve("provisioning").resolve(file));
    assertThat(yaml).containsEntry("apiVersion", 1);
    List<Map<String, Object>> all = Rule.maps(yaml.get(list));
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
