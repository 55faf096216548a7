package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** jmx_exporter in the same JVM, with the rules for it that are among the documents. */
class JmxExporterIT {

  private static final Path JAR =
      Path.of("target", "it-libs", "jmx-exporter", "jmx_prometheus_javaagent.jar").toAbsolutePath();
  private static final Path RULES =
      Path.of("..", "docs", "jmx_exporter.yml").toAbsolutePath().normalize();

  /** Of which the rules make a metric. */
  private static final Set<String> METRICS = metrics();

  private static Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    for (JmxFigures figure : JmxFigures.values()) {
      metrics.add(figure.metric);
    }
    // the rules say why
    metrics.remove(JmxFigures.DURATIONS.metric);
    metrics.add("porteiro_config_valid");
    metrics.add("porteiro_ports_folded_total");
    return metrics;
  }

  static Stream<Arguments> jdksAndOrders() {
    return Jdk.all().stream()
        .flatMap(jdk -> Stream.of(true, false).map(first -> Arguments.of(jdk, first)));
  }

  @ParameterizedTest(name = "{0}, this one first: {1}")
  @MethodSource("jdksAndOrders")
  void eachDoesItsWork(Jdk jdk, boolean first) {
    int theirPort = Jvm.freePort();
    String theirs = "-javaagent:" + JAR + "=127.0.0.1:" + theirPort + ":" + RULES;
    Jvm.Builder builder = Jvm.on(jdk).bare().main("io.porteiro.apps.EchoServer", "ServerSocket");
    if (first) {
      builder.options(theirs);
    } else {
      String ours = "-javaagent:" + Jvm.AGENT.toAbsolutePath() + "=port=" + builder.metricsPort();
      builder.agent(null).options(theirs, ours);
    }
    try (Jvm jvm = builder.start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      Client open = Client.tcp(Integer.parseInt(port)).say('a');
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      jvm.await(
          "a connection counted",
          () -> jvm.scrape().tcp("porteiro_connections_closed_total", port) == 1);
      jvm.await(
          "their scrape has the beans",
          () ->
              Scrape.of(theirPort)
                      .samples("porteiro_connections_closed_total", Map.of("port", port))
                      .size()
                  == 1);
      jvm.await("the same figures", () -> figures(jvm.scrape()).equals(figures(theirPort)));
      assertThat(figures(jvm.scrape()))
          .hasSizeGreaterThan(30)
          .containsEntry("porteiro_connections_active{port=" + port + ", protocol=tcp}", 1.0);
      Scrape scrape = Scrape.of(theirPort);
      assertThat(scrape.samples("porteiro_service", Map.of("port", port))).hasSize(1);
      // all else of ours is none of theirs
      assertThat(scrape.text()).doesNotContain("io_porteiro");
      assertThat(scrape.samples("jmx_scrape_error"))
          .singleElement()
          .satisfies(sample -> assertThat(sample.value()).isZero());
      open.close();
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static Map<String, Double> figures(int theirPort) {
    return figures(Scrape.of(theirPort));
  }

  /** By name and those labels that both have. */
  private static Map<String, Double> figures(Scrape scrape) {
    Map<String, Double> figures = new TreeMap<>();
    for (String metric : METRICS) {
      for (Scrape.Sample sample : scrape.samples(metric)) {
        Map<String, String> labels = new TreeMap<>(sample.labels());
        labels.remove("service");
        figures.put(metric + labels, sample.value());
      }
    }
    return figures;
  }
}
