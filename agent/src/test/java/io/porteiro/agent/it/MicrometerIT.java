package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications that have a Micrometer of their own, the oldest and the newest that is supported.
 */
class MicrometerIT {

  private static final String ACTIVE = "porteiro.connections.active";

  static Stream<Arguments> jdksAndVersions() {
    return Jdk.all().stream()
        .flatMap(
            jdk ->
                Stream.of("micrometer-1.9", "micrometer-1.17")
                    .map(version -> Arguments.of(jdk, version)));
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndVersions")
  void everyRegistryHasTheSameNumbers(Jdk jdk, String version) {
    try (Jvm jvm = program(jdk, version, "simple", "composite", "prometheus").start()) {
      String port = jvm.listening();
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(Client.tcp(Integer.parseInt(port)));
      }
      String tags = " port=" + port + " protocol=tcp ";
      jvm.await(
          "three active",
          () ->
              values(jvm, ACTIVE, port)
                  .equals(
                      List.of(
                          "CompositeMeterRegistry/SimpleMeterRegistry" + tags + 3,
                          "PrometheusMeterRegistry" + tags + 3,
                          "SimpleMeterRegistry" + tags + 3)));
      // no round of the agent's is needed for what is counted from here on
      clients.forEach(Client::close);
      jvm.ask("close");
      jvm.await(
          "none active",
          () -> values(jvm, ACTIVE, port).stream().allMatch(value -> value.endsWith(" 0")));
      assertThat(values(jvm, "porteiro.connections.accepted", port))
          .hasSize(3)
          .allMatch(value -> value.endsWith(" 3"));
      Scrape own = jvm.firstScrape();
      Scrape theirs = new Scrape(jvm.ask("scrape").replaceAll("(?m)^(?!#|porteiro).*\n?", ""));
      for (String name :
          List.of(
              "porteiro_connections_accepted_total",
              "porteiro_connections_closed_total",
              "porteiro_connections_active",
              "porteiro_connection_duration_seconds_count",
              "porteiro_listeners",
              "porteiro_accept_queue_limit")) {
        assertThat(theirs.tcp(name, port)).as(name).isEqualTo(own.tcp(name, port));
      }
      // of meters that have some: the application's registry has no line of nothing
      assertThat(theirs.samples("porteiro_listener_info"))
          .containsAll(own.samples("porteiro_listener_info"));
      assertThat(own.agentErrors()).isZero();
      jvm.stop();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndVersions")
  void portsAndRegistriesMayComeLater(Jdk jdk, String version) {
    try (Jvm jvm = program(jdk, version, "simple").start()) {
      String first = jvm.listening();
      jvm.await("the meters", () -> values(jvm, "porteiro.listeners", first).size() == 1);
      String second = jvm.ask("bind");
      jvm.await("those of another port", () -> values(jvm, ACTIVE, second).size() == 1);
      assertThat(values(jvm, "porteiro.listeners", first)).allMatch(value -> value.endsWith(" 0"));
      jvm.ask("add prometheus");
      assertThat(values(jvm, ACTIVE, second)).hasSize(2);
      assertThat(jvm.firstScrape().agentErrors()).isZero();
    }
  }

  /** What the application has under one of the names, with other tags, is the application's. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndVersions")
  void aRegistryThatRefusesAMeterHasTheOthers(Jdk jdk, String version) {
    try (Jvm jvm = program(jdk, version, "strict", "clash").start()) {
      String port = jvm.listening();
      jvm.await("the meters", () -> !values(jvm, ACTIVE, port).isEmpty());
      jvm.await("a refusal told", () -> jvm.ask("scrape").contains("porteiro_ports_folded_total"));

      assertThat(jvm.ask("scrape"))
          .contains("\nporteiro_listeners 42.0\n")
          .contains("porteiro_connections_accepted_total{port=\"" + port + "\"");
      assertThat(Client.tcp(Integer.parseInt(port))).isNotNull();
      jvm.await(
          "it is counted",
          () -> values(jvm, ACTIVE, port).stream().allMatch(value -> value.endsWith(" 1")));
      if (version.equals("micrometer-1.9")) {
        assertThat(jvm.firstScrape().value("porteiro_agent_errors_total", "where", "micrometer"))
            .isPositive();
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theApplicationsOwnTagsAreAddedAndNothingIsSaid(Jdk jdk) {
    try (Jvm jvm = program(jdk, "micrometer-1.17", "tagged", "simple").start()) {
      String port = jvm.listening();
      jvm.await("the meters", () -> !values(jvm, ACTIVE, port).isEmpty());
      assertThat(values(jvm, ACTIVE, port)).allMatch(value -> value.contains(" application=test "));
      assertThat(jvm.firstScrape().agentErrors()).isZero();
      jvm.stop();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void switchedOffItLeavesThemAlone(Jdk jdk) {
    try (Jvm jvm = program(jdk, "micrometer-1.17", "simple").agentAlso("micrometer=off").start()) {
      String port = jvm.listening();
      jvm.firstScrape();

      assertThat(Tool.jcmd(jvm.pid(), "Thread.print").out())
          .contains("porteiro-http")
          .doesNotContain("porteiro-meters");
      assertThat(values(jvm, ACTIVE, port)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndVersions")
  void takenOutItTakesItsMetersAlong(Jdk jdk, String version) {
    try (Jvm jvm = program(jdk, version, "simple", "prometheus").agent(null).start()) {
      String port = jvm.listening();
      String pid = Long.toString(jvm.pid());
      Tool attached = Tool.porteiro("attach", pid, "port=" + jvm.metricsPort());
      assertThat(attached.exit()).isZero();
      jvm.await("the meters", () -> values(jvm, ACTIVE, port).size() == 2);

      assertThat(Tool.porteiro("detach", pid).exit()).isZero();

      assertThat(values(jvm, ACTIVE, port)).isEmpty();
      assertThat(jvm.ask("scrape")).doesNotContain("porteiro");
      jvm.await(
          "its loaders gone",
          () -> !Tool.jcmd(jvm.pid(), "GC.class_histogram").out().contains("AgentClassLoader"));
      assertThat(Tool.jcmd(jvm.pid(), "Thread.print").out()).doesNotContain("porteiro-");
    }
  }

  private static Jvm.Builder program(Jdk jdk, String version, String... registries) {
    return Jvm.on(jdk).with(version).main("io.porteiro.apps.micrometer.Meters").main(registries);
  }

  /** Of each registry, its kind, the meter's tags but the service, and values; sorted. */
  private static List<String> values(Jvm jvm, String meter, String port) {
    return jvm.ask("values " + meter)
        .lines()
        .filter(line -> line.contains("port=" + port))
        // some ports that the system chooses are registered for one
        .map(line -> line.replaceAll(" service=\\S*", ""))
        .sorted()
        .toList();
  }
}
