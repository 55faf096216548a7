package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done about sockets that a policy does not expect. */
class PolicyIT {

  private static final List<String> STREAMS =
      List.of(
          "ServerSocket",
          "ServerSocket-made",
          "ServerSocketChannel",
          "ServerSocketChannel-adaptor",
          "AsynchronousServerSocketChannel",
          "HttpServer");
  private static final List<String> DATAGRAMS =
      List.of(
          "DatagramSocket",
          "DatagramSocket-made",
          "MulticastSocket",
          "DatagramChannel",
          "DatagramChannel-adaptor");

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  static Stream<Jdk> jdksFrom16() {
    return jdks().filter(jdk -> jdk.version() >= 16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatIsDeniedIsNotBoundByAnyApiAndMayBeBoundElsewhere(Jdk jdk) throws IOException {
    String allowed = Integer.toString(Jvm.freePort());
    Path file = policy("mode: deny", "tcp/127.0.0.1:" + allowed, "udp/" + allowed);
    // if the system were asked, it would say something else
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      isDenied(jdk, file, Integer.toString(taken.getLocalPort()), allowed);
    }
  }

  private static void isDenied(Jdk jdk, Path file, String refused, String allowed) {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agentAlso("config=" + file)
            .main("io.porteiro.apps.Refused", refused, allowed)
            .start()) {
      jvm.await("the end", () -> jvm.out().contains("done checked"));
      String refusals =
          "java.net.BindException: porteiro: %s/"
              + refused
              + " on 127.0.0.1 is not"
              + " expected (owner io.porteiro.apps.Refused)\n";
      StringBuilder expected = new StringBuilder();
      for (String api : STREAMS) {
        expected.append(api).append(' ').append(refusals.formatted("tcp"));
        expected.append(api).append(" bound to the other\n");
      }
      for (String api : DATAGRAMS) {
        expected.append(api).append(' ').append(refusals.formatted("udp"));
        expected.append(api).append(" bound to the other\n");
      }
      assertThat(jvm.out()).isEqualTo(expected + "done checked\n");

      Scrape scrape = jvm.firstScrape();
      assertThat(policyFailures(scrape, "tcp", refused)).isEqualTo(STREAMS.size());
      assertThat(policyFailures(scrape, "udp", refused)).isEqualTo(DATAGRAMS.size());
      for (String protocol : List.of("tcp", "udp")) {
        assertThat(scrape.of(protocol, "porteiro_unexpected_binds_total", refused)).isZero();
        assertThat(scrape.of(protocol, "porteiro_port_unexpected", refused)).isZero();
        assertThat(scrape.of(protocol, "porteiro_unexpected_binds_total", allowed)).isZero();
        assertThat(scrape.of(protocol, "porteiro_port_unexpected", allowed)).isZero();
      }
      isQuiet(jvm);
    }
  }

  private static double policyFailures(Scrape scrape, String protocol, String port) {
    return scrape.value(
        "porteiro_bind_failures_total", "protocol", protocol, "port", port, "error", "policy");
  }

  /** The JDK's own complaints come first, as they do without a policy. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksFrom16")
  void aUnixDomainSocketIsDeniedByItsPath(Jdk jdk) throws IOException {
    Path file = policy("mode: deny", "unix/" + folder + "/may-*");
    try (Jvm jvm = sockets(jdk, file)) {
      assertThat(jvm.failure("unix one " + folder.resolve("not")))
          .isEqualTo(
              "java.net.BindException: porteiro: unix/"
                  + folder.resolve("not")
                  + " is not expected (owner io.porteiro.apps.UnixServer)");
      assertThat(folder.resolve("not")).doesNotExist();
      jvm.ask("unix two " + folder.resolve("may-be"));
      isQuiet(jvm);
    }
  }

  static Stream<Arguments> nativeTransports() {
    return Netty.transports(Jdk.withTools());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("nativeTransports")
  void nettysSocketsAreDeniedToo(Jdk jdk, String netty, String transport) throws IOException {
    Path file = policy("mode: deny", "tcp/1");
    try (Jvm jvm =
        Netty.on(jdk, netty)
            // its threads go on when main has failed
            .endsBySignal()
            .agentAlso("config=" + file)
            .main("io.porteiro.apps.netty.NettyEcho", transport, "127.0.0.1")
            .start()) {
      jvm.await(
          "a refusal or a word",
          () -> jvm.err().contains("BindException") || jvm.out().contains("listening"));
      Netty.skipUnlessAvailable(jvm);
      assertThat(jvm.err())
          .contains(
              "java.net.BindException: porteiro: tcp/ephemeral on 127.0.0.1 is not expected"
                  + " (owner io.porteiro.apps.netty.NettyEcho)");
      assertThat(jvm.out()).doesNotContain("listening");
    }
  }

  /** What is not expected is said once, and shown for as long as it listens. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatIsNotExpectedIsSaidOnceAndShown(Jdk jdk) throws IOException {
    String port = Integer.toString(Jvm.freePort());
    Path file = policy("mode: warn", "tcp/127.0.0.2:" + port, "udp/1");
    try (Jvm jvm = sockets(jdk, file)) {
      jvm.ask("server fine ServerSocket 127.0.0.2 " + port + " 5");
      unexpected(jvm, "tcp", port, 0, 0);
      for (int i = 1; i <= 2; i++) {
        jvm.ask("server bad ServerSocket 127.0.0.1 " + port + " 5");
        unexpected(jvm, "tcp", port, 1, i);
        jvm.ask("close bad");
        unexpected(jvm, "tcp", port, 0, i);
      }
      jvm.await("a line", () -> jvm.err().endsWith("\n"));
      assertThat(withoutService(jvm.err()))
          .isEqualTo(
              "porteiro: tcp/"
                  + port
                  + " on 127.0.0.1 is not expected (owner io.porteiro.apps.Servers): the nearest"
                  + " rule, tcp/127.0.0.2:"
                  + port
                  + ", is for another address\n");
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void observedItIsShownAndNotSaid(Jdk jdk) throws IOException {
    try (Jvm jvm = sockets(jdk, policy("mode: observe", "udp/1"))) {
      String port = jvm.ask("server bad ServerSocketChannel 127.0.0.1 0 5");
      unexpected(jvm, "tcp", port, 1, 1);
      jvm.ask("close bad");
      unexpected(jvm, "tcp", port, 0, 1);
      // the endpoint is always expected
      unexpected(jvm, "tcp", Integer.toString(jvm.metricsPort()), 0, 0);
      isQuiet(jvm);
    }
  }

  /** Native code asks nobody: what it opens is said and shown all the same. */
  @Test
  void whatDenyingCannotStopIsSaid() throws IOException {
    String port = Integer.toString(Jvm.freePort());
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agentAlso("config=" + policy("mode: deny", "udp/1"))
            .options(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                    + port)
            .main("io.porteiro.apps.Sockets")
            .start()) {
      // nobody has to scrape
      jvm.await("a line", () -> jvm.err().endsWith("\n"));
      assertThat(withoutService(jvm.err()))
          .isEqualTo(
              "porteiro: tcp/"
                  + port
                  + " on 127.0.0.1 is not expected (owner unknown): no rule is near\n");
      jvm.firstScrape();
      unexpected(jvm, "tcp", port, 1, 1);
    }
  }

  @Test
  void aPolicyThatChangesJudgesWhatListensAlready() throws IOException {
    Path file = policy("mode: warn", "tcp/ephemeral");
    try (Jvm jvm = sockets(Jdk.current(), file)) {
      String port = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
      unexpected(jvm, "tcp", port, 0, 0);

      write(file, "mode: warn", "udp/1");
      jvm.await("a line", () -> jvm.err().endsWith("\n"));
      assertThat(jvm.err())
          .startsWith("porteiro: tcp/" + port + " on 127.0.0.1 is not expected (owner ");
      // it did not come while it was not expected
      unexpected(jvm, "tcp", port, 1, 0);

      write(file, "mode: warn", "no-port");
      jvm.await("a complaint", () -> jvm.scrape().value("porteiro_config_valid") == 0);
      assertThat(jvm.err()).contains(file + ":4:").contains("'no-port'");

      write(file, "mode: deny", "tcp/ephemeral");
      jvm.await("its end", () -> jvm.scrape().value("porteiro_config_valid") == 1);
      unexpected(jvm, "tcp", port, 0, 0);
      String other = Integer.toString(Jvm.freePort());
      assertThat(jvm.failure("server two ServerSocket 127.0.0.1 " + other + " 5"))
          .startsWith("java.net.BindException: porteiro: tcp/" + other);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatListenedIsLearnedUntilTheEnd(Jdk jdk) throws IOException {
    Path learned = folder.resolve("learned.yaml");
    String port = Integer.toString(Jvm.freePort());
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agentAlso("policy.learn=" + learned)
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.ask("server one ServerSocket 127.0.0.1 " + port + " 5");
      jvm.await("the file", () -> Files.exists(learned));
      assertThat(learned).content().contains("tcp/" + port).doesNotContain("ephemeral");
      jvm.ask("datagrams one DatagramSocket 127.0.0.1 0 2000");
      jvm.ask("close one");
      jvm.stop();
      assertThat(jvm.err()).isEmpty();
    }
    assertThat(withoutService(Files.readString(learned)).lines())
        .filteredOn(line -> line.startsWith("    - "))
        .containsExactly(
            "    - { port: tcp/"
                + port
                + ", exposure: loopback }  # owner io.porteiro.apps.Servers",
            "    - { port: udp/ephemeral, exposure: loopback }  # owner io.porteiro.apps.Sockets");

    // and is what the same program may do, and no more
    Tool check = Tool.porteiro("check", learned.toString());
    assertThat(check.exit()).as(check.err()).isZero();
    Files.writeString(learned, "  mode: deny\n", java.nio.file.StandardOpenOption.APPEND);
    try (Jvm jvm = sockets(jdk, learned)) {
      jvm.ask("server one ServerSocket 127.0.0.1 " + port + " 5");
      jvm.ask("datagrams two DatagramSocket 127.0.0.1 0 2000");
      assertThat(jvm.failure("server three ServerSocket 127.0.0.1 0 5"))
          .startsWith("java.net.BindException: porteiro: tcp/ephemeral on 127.0.0.1");
      isQuiet(jvm);
    }
  }

  /** In its first second, when the rest of the agent would not have started. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aProgramThatEndsSoonIsJudgedAndLearned(Jdk jdk) throws IOException {
    Path learned = folder.resolve("learned.yaml");
    Path file = policy("mode: warn", "udp/1");
    String port = Integer.toString(Jvm.freePort());
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agentAlso("policy.learn=" + learned + ",config=" + file)
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.ask("server one ServerSocket 127.0.0.1 " + port + " 5");
      jvm.stop();
      assertThat(jvm.err().lines())
          .singleElement()
          .asString()
          .startsWith("porteiro: tcp/" + port + " on 127.0.0.1 is not expected (owner ");
    }
    assertThat(learned).content().contains("tcp/" + port);
  }

  @Test
  void nobodyHasToReadWhatIsSaidForAProgramToEnd() throws IOException {
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agentAlso("config=" + policy("mode: warn", "udp/1"))
            .main("io.porteiro.apps.Held")
            .start()) {
      assertThat(jvm.exit()).isZero();
    }
  }

  /** What was only shown is said when it is to be said. */
  @Test
  void aModeThatChangesSaysWhatListensAlready() throws IOException {
    Path file = policy("mode: observe", "udp/1");
    try (Jvm jvm = sockets(Jdk.current(), file)) {
      String port = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
      write(file, "mode: warn", "udp/1");
      jvm.await("a line", () -> jvm.err().endsWith("\n"));
      assertThat(jvm.err().lines()).singleElement().asString().contains("tcp/" + port);
    }
  }

  /** The port that a test was given may be registered for something. */
  private static String withoutService(String text) {
    return text.replaceAll(", service [^)\\n]*", "");
  }

  private static void unexpected(Jvm jvm, String protocol, String port, int now, int binds) {
    Scrape scrape = jvm.scrape();
    assertThat(scrape.of(protocol, "porteiro_port_unexpected", port)).isEqualTo(now);
    assertThat(scrape.of(protocol, "porteiro_unexpected_binds_total", port)).isEqualTo(binds);
  }

  private static void isQuiet(Jvm jvm) {
    assertThat(jvm.firstScrape().agentErrors()).isZero();
    assertThat(jvm.err()).isEmpty();
  }

  private static Jvm sockets(Jdk jdk, Path file) {
    Jvm jvm =
        Jvm.on(jdk).bare().agentAlso("config=" + file).main("io.porteiro.apps.Sockets").start();
    jvm.firstScrape();
    return jvm;
  }

  private Path policy(String mode, String... rules) throws IOException {
    return write(folder.resolve("porteiro.yaml"), mode, rules);
  }

  /** Replaces it, as a careful user would. */
  private static Path write(Path file, String mode, String... rules) throws IOException {
    Path part = file.resolveSibling("part");
    Files.writeString(
        part,
        "policy:\n  " + mode + "\n  expected:\n    - " + String.join("\n    - ", rules) + "\n");
    return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
