package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint and the agent's arguments, as users meet them. */
class EndpointIT {

  @TempDir Path folder;

  @Test
  void aTakenPortCostsTheEndpointUntilItIsFree() throws IOException {
    Jvm.Builder builder =
        Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.EchoServer", "ServerSocket");
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    ServerSocket taken = new ServerSocket(builder.metricsPort(), 1, loopback);
    try (Jvm jvm = builder.start()) {
      String port = jvm.listening();
      jvm.await("a line about it", () -> jvm.err().contains("\n"));
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      taken.close();
      Scrape scrape = jvm.firstScrape();
      assertThat(scrape.tcp("porteiro_connections_accepted_total", port)).isEqualTo(1);
      // the agent's own attempts are no failures of the application
      assertThat(
              scrape.tcp(
                  "porteiro_bind_failures_total",
                  Integer.toString(jvm.metricsPort()),
                  "error",
                  "in_use"))
          .isZero();
      assertThat(jvm.err().lines())
          .singleElement()
          .asString()
          .startsWith("porteiro: no metrics yet, 127.0.0.1:" + jvm.metricsPort());
    } finally {
      taken.close();
    }
  }

  @Test
  void aChosenPortIsOnStderrAndInTheFile() throws IOException {
    Path file = folder.resolve("port");
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agent("port=0,portFile=" + file)
            .main("io.porteiro.apps.EchoServer", "ServerSocket")
            .start()) {
      jvm.await("the file", () -> Files.exists(file));
      int port = Integer.parseInt(Files.readString(file).trim());
      assertThat(Scrape.of(port).agentErrors()).isZero();
      jvm.await("a line about it", () -> jvm.err().contains("\n"));
      assertThat(jvm.err())
          .isEqualTo("porteiro: metrics at http://127.0.0.1:" + port + "/metrics\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port=http",
        "port=70000",
        "prot=9513",
        "9513x",
        "a:b:c",
        "service.tcp/x=login",
        "histogram=yes"
      })
  void aMalformedArgumentIsNamedAndTheApplicationRuns(String argument) {
    try (Jvm jvm =
        Jvm.on(Jdk.current()).bare().agent(argument).main("io.porteiro.apps.Hello").start()) {
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.out()).isEqualTo("hello\n");
      assertThat(jvm.err().lines())
          .singleElement()
          .asString()
          .startsWith("porteiro: ")
          .contains(
              argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument)
          .contains("accepted: ");
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  /** An application that takes long to end is scraped as long as it takes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void itAnswersWhileTheApplicationEnds(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Ending").start()) {
      String port = jvm.listening();
      assertThat(jvm.firstScrape().tcp("porteiro_listeners", port)).isEqualTo(1);
      jvm.stop();
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @Test
  void servicesAreNamedAsConfigured() {
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .options("-Dporteiro.service.tcp/9=property")
            .agentAlso("service.tcp/9=argument,service.udp/9=discarded")
            .main("io.porteiro.apps.Ports", "9")
            .start()) {
      Assumptions.assumeFalse(
          jvm.listening().equals("nothing"), "ports below 1024 are not allowed here");
      Scrape scrape = jvm.firstScrape();
      assertThat(scrape.tcp("porteiro_listeners", "9", "service", "argument")).isEqualTo(1);
      assertThat(scrape.of("udp", "porteiro_listeners", "9", "service", "discarded")).isEqualTo(1);
      SameAsSs.check(jvm);
    }
  }

  @Test
  void oneNumberIsTwoServices() {
    try (Jvm jvm = Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.Ports", "513").start()) {
      Assumptions.assumeFalse(
          jvm.listening().equals("nothing"), "ports below 1024 are not allowed here");
      Scrape scrape = jvm.firstScrape();
      assertThat(scrape.tcp("porteiro_listeners", "513", "service", "login")).isEqualTo(1);
      assertThat(scrape.of("udp", "porteiro_listeners", "513", "service", "who")).isEqualTo(1);
      SameAsSs.check(jvm);
    }
  }

  @Test
  void itsOwnScrapesAreNoActivity() {
    try (Jvm jvm =
        Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.EchoServer", "Selector").start()) {
      jvm.firstScrape();
      String port = Integer.toString(jvm.metricsPort());
      Scrape scrape = jvm.scrape();
      assertThat(scrape.tcp("porteiro_connections_accepted_total", port)).isZero();
      assertThat(scrape.tcp("porteiro_connections_active", port)).isZero();
      assertThat(scrape.samples("porteiro_listener_info", Map.of("port", port)).get(0).labels())
          .containsEntry("owner", "io.porteiro.agent.export.HttpEndpoint")
          .containsEntry("artifact", "porteiro.jar")
          .containsEntry("exposure", "loopback");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "on"})
  void promtoolFindsNothingWrong(String histogram) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")),
        "promtool, of Debian's package prometheus, is not installed");
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agentAlso("histogram=" + histogram)
            .main("io.porteiro.apps.EchoServer", "ServerSocket")
            .start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      jvm.await(
          "one connection", () -> jvm.scrape().tcp("porteiro_connections_closed_total", port) == 1);
      Scrape scrape = jvm.scrape();
      assertThat(scrape.tcp("porteiro_connection_duration_seconds_count", port)).isEqualTo(1);
      Path input = Files.writeString(folder.resolve("metrics"), scrape.text());
      Path output = folder.resolve("output");
      Process promtool =
          new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(promtool.waitFor()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).isEmpty();
    }
  }
}
