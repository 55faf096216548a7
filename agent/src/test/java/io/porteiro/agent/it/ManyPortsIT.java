package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** More sockets than anyone wants to see by number: what is exported is bounded, and exact. */
class ManyPortsIT {

  private static final int MAX_PORTS = 256;
  private static final int SERVERS = 500;
  private static final int CLIENTS = 2_000;

  /** Of one TCP port: 9 for all, 3 for the reasons of failed accepts, 5 of failed binds, 1 info. */
  private static final int SERIES_OF_A_PORT = 18;

  static Stream<Arguments> jdksAndWhoIsFirst() {
    return Jdk.withTools().stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, false), Arguments.of(jdk, true)));
  }

  @ParameterizedTest(name = "{0}, servers first: {1}")
  @MethodSource("jdksAndWhoIsFirst")
  void whatIsExportedIsBounded(Jdk jdk, boolean serversFirst) {
    try (Jvm jvm = Jvm.on(jdk).bare().maxFiles(8_192).main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      if (!serversFirst) {
        jvm.ask("many-clients " + CLIENTS);
      }
      List<String> ports = jvm.ask("many-servers " + SERVERS).lines().toList();
      if (serversFirst) {
        jvm.ask("many-clients " + CLIENTS);
      }
      Scrape scrape = jvm.scrape();
      Set<String> numbered = ports(scrape, "tcp");
      assertThat(numbered.remove("other")).isTrue();
      numbered.remove(Integer.toString(jvm.metricsPort()));
      // one is the endpoint's; the clients' has no number
      assertThat(numbered).hasSize(MAX_PORTS - 1).isSubsetOf(ports);
      assertThat(ports(scrape, "udp")).containsOnly("ephemeral");
      int folded = SERVERS - numbered.size();
      assertThat(scrape.value("porteiro_ports_folded_total")).isEqualTo(folded);
      assertThat(scrape.tcp("porteiro_listeners", "other")).isEqualTo(folded);
      assertThat(scrape.of("udp", "porteiro_listeners", "ephemeral")).isEqualTo(CLIENTS);
      assertThat(series(scrape)).isLessThan((MAX_PORTS + 3) * SERIES_OF_A_PORT);
      connectionsAreCounted(jvm, ports, numbered);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static void connectionsAreCounted(Jvm jvm, List<String> ports, Set<String> numbered) {
    long toNumbered = 0;
    long toOther = 0;
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < SERVERS; i += 7) {
      clients.add(Client.tcp(Integer.parseInt(ports.get(i))));
      jvm.ask("accept " + i + " 1");
      if (numbered.contains(ports.get(i))) {
        toNumbered++;
      } else {
        toOther++;
      }
    }
    assertThat(toNumbered).isPositive();
    assertThat(toOther).isPositive();
    Scrape scrape = jvm.scrape();
    String accepted = "porteiro_connections_accepted_total";
    assertThat(scrape.tcp(accepted, "other")).isEqualTo(toOther);
    assertThat(scrape.tcp("porteiro_connections_active", "other")).isEqualTo(toOther);
    assertThat(scrape.samples(accepted).stream().mapToLong(s -> (long) s.value()).sum())
        .isEqualTo(toNumbered + toOther);
    clients.forEach(Client::close);
  }

  static Stream<Jdk> jdks() {
    return Jdk.withTools().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void allAreListedWhereTheCapAllows(Jdk jdk) {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agentAlso("maxPorts=1000")
            .maxFiles(8_192)
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.firstScrape();
      List<String> ports = jvm.ask("many-servers " + SERVERS).lines().toList();
      jvm.ask("many-clients " + CLIENTS);
      assertThat(ports(jvm.scrape(), "tcp")).containsAll(ports).hasSize(SERVERS + 1);
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static Set<String> ports(Scrape scrape, String protocol) {
    Set<String> ports = new HashSet<>();
    for (Scrape.Sample sample : scrape.samples("porteiro_listeners")) {
      if (sample.labels().get("protocol").equals(protocol)) {
        assertThat(ports.add(sample.labels().get("port"))).isTrue();
      }
    }
    return ports;
  }

  private static long series(Scrape scrape) {
    return scrape.text().lines().filter(line -> line.startsWith("porteiro_")).count();
  }
}
