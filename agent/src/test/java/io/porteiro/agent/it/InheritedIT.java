package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program that is handed the socket it listens on, as inetd(8) and systemd do. */
class InheritedIT {

  private static final Path LAUNCHER = Path.of("/usr/bin/systemd-socket-activate");
  private static final int CONNECTIONS = 7;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void itsConnectionsAreCountedUnderItsPort(Jdk jdk) {
    Assumptions.assumeTrue(
        Files.isExecutable(LAUNCHER),
        "systemd-socket-activate, of Debian's package systemd, is not installed");
    String port = Integer.toString(Jvm.freePort());
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            // inheritedChannel() takes standard input, and gives the other two to /dev/null
            .startedBy(LAUNCHER.toString(), "-l", "127.0.0.1:" + port)
            .startedBy("bash", "-c", "exec \"$@\" 4<&0 5>&1 <&3 3<&-", "inetd")
            .options("-Din=/dev/fd/4", "-Dout=/dev/fd/5")
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.await("the launcher", () -> jvm.err().contains("Listening on"));
      List<Client> clients = new ArrayList<>();
      // the first starts the program
      clients.add(Client.tcp(Integer.parseInt(port)));
      jvm.firstScrape();
      isListedOnce(jvm, port);
      assertThat(jvm.scrape().tcp("porteiro_accept_queue_length", port)).isEqualTo(1);

      assertThat(jvm.ask("inherit one")).isEqualTo(port);
      jvm.ask("accept one 1");
      isListedOnce(jvm, port);
      for (int i = 1; i < CONNECTIONS; i++) {
        clients.add(Client.tcp(Integer.parseInt(port)));
        jvm.ask("accept one 1");
        isListedOnce(jvm, port);
      }
      expect(jvm, port, CONNECTIONS);
      clients.forEach(Client::close);
      jvm.ask("hang-up one");
      expect(jvm, port, 0);
      isListedOnce(jvm, port);

      jvm.ask("close one");
      jvm.await("no listener", () -> jvm.scrape().tcp("porteiro_listeners", port) == 0);
      SameAsSs.check(jvm);
      expect(jvm, port, 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private static void isListedOnce(Jvm jvm, String port) {
    Scrape scrape = jvm.scrape();
    assertThat(scrape.tcp("porteiro_listeners", port)).isEqualTo(1);
    assertThat(scrape.samples("porteiro_listener_info", Map.of("port", port)))
        .singleElement()
        .satisfies(
            info ->
                assertThat(info.labels())
                    .containsEntry("known_by", "kernel")
                    .containsEntry("owner", "")
                    .containsEntry("address", "127.0.0.1"));
    SameAsSs.check(jvm);
  }

  private static void expect(Jvm jvm, String port, long active) {
    Scrape scrape = jvm.scrape();
    assertThat(scrape.tcp("porteiro_connections_accepted_total", port)).isEqualTo(CONNECTIONS);
    assertThat(scrape.tcp("porteiro_connections_active", port)).isEqualTo(active);
    assertThat(Kernel.connections(jvm.pid(), Integer.parseInt(port))).isEqualTo(active);
  }
}
