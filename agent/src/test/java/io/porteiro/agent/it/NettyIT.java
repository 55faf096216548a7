package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections of Netty's own transports, which pass none of the JDK's socket classes. */
class NettyIT {

  private static final Counted counted = new Counted("netty-connections");

  @TempDir static Path folder;

  static Stream<Arguments> everyTransport() {
    return Netty.transports(Netty.jdks());
  }

  static Stream<Arguments> everyUnixTransport() {
    return unix(everyTransport());
  }

  private static Stream<Arguments> unix(Stream<Arguments> transports) {
    return transports
        .filter(arguments -> !arguments.get()[2].equals("nio"))
        .filter(
            arguments ->
                arguments.get()[1].equals(Netty.V_4_2) || arguments.get()[2].equals("epoll"));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyTransport")
  void everyEndIsCountedOnce(Jdk jdk, String netty, String transport) throws Exception {
    counted("tcp", jdk, netty, transport, "127.0.0.1");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyUnixTransport")
  void everyEndOfAUnixDomainConnectionToo(Jdk jdk, String netty, String transport)
      throws Exception {
    counted("unix", jdk, netty, transport, path(jdk, netty, transport));
  }

  static Stream<Arguments> onOtherJdks() {
    return Netty.transports(Netty.otherJdks());
  }

  static Stream<Arguments> unixOnOtherJdks() {
    return unix(onOtherJdks());
  }

  @Tag("large")
  @ParameterizedTest(name = "{0} {1} {2}", allowZeroInvocations = true)
  @MethodSource("onOtherJdks")
  void everyEndIsCountedOnceOnOtherJdks(Jdk jdk, String netty, String transport) throws Exception {
    counted("tcp", jdk, netty, transport, "127.0.0.1");
  }

  @Tag("large")
  @ParameterizedTest(name = "{0} {1} {2}", allowZeroInvocations = true)
  @MethodSource("unixOnOtherJdks")
  void everyEndOfAUnixDomainConnectionOnOtherJdks(Jdk jdk, String netty, String transport)
      throws Exception {
    counted("unix", jdk, netty, transport, path(jdk, netty, transport));
  }

  private static String path(Jdk jdk, String netty, String transport) {
    return folder.resolve(transport + netty + jdk.version()).toString();
  }

  private static void counted(
      String protocol, Jdk jdk, String netty, String transport, String address) throws Exception {
    counted.exactly(
        protocol, netty + "-" + transport, jdk, () -> run(jdk, netty, transport, address));
  }

  private static void run(Jdk jdk, String netty, String transport, String address) {
    try (Jvm jvm =
        Netty.on(jdk, netty).main("io.porteiro.apps.netty.NettyEcho", transport, address).start()) {
      String name = Netty.listening(jvm);
      jvm.firstScrape();
      // a channel of io_uring's that was deregistered is not closed by Netty itself
      new Scenario(jvm, name, transport.equals("io_uring") ? "CDTS" : "CDTSR").run();
      assertThat(Netty.complaints(jvm)).isEmpty();
    }
  }

  static Stream<Arguments> aFewTransports() {
    return Netty.transports(Jdk.withTools());
  }

  static Stream<Arguments> aFewNativeTransports() {
    return aFewTransports().filter(arguments -> !arguments.get()[2].equals("nio"));
  }

  /** What the JDK says of native code is neither more nor less than without the agent. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("aFewNativeTransports")
  void nothingElseIsSaid(Jdk jdk, String netty, String transport) {
    assertThat(said(jdk, netty, transport, null)).isEqualTo(said(jdk, netty, transport, ""));
  }

  private static String said(Jdk jdk, String netty, String transport, String agent) {
    Jvm.Builder program = Netty.on(jdk, netty);
    int endpoint = program.metricsPort();
    program.agent(agent == null ? null : "port=" + endpoint);
    try (Jvm jvm =
        program.main("io.porteiro.apps.netty.NettyEcho", transport, "127.0.0.1").start()) {
      Client.tcp(Integer.parseInt(Netty.listening(jvm))).say('C').untilEnd().close();
      if (agent != null) {
        jvm.firstScrape();
      }
      jvm.stop();
      return jvm.err();
    }
  }

  /** The last one on every JDK: by then all rests on the hook for libraries. */
  static Stream<Arguments> moments() {
    return Stream.concat(
        Jdk.withTools().stream()
            .flatMap(
                jdk ->
                    Stream.of(0, 50, 100, 150, 200, 250, 300, 400, 600)
                        .map(millis -> Arguments.of(jdk, millis))),
        Jdk.all().stream().map(jdk -> Arguments.of(jdk, 1_500)));
  }

  /** Before, while and after the hooks come, and when they have come long ago. */
  @ParameterizedTest(name = "{0} after {1} ms")
  @MethodSource("moments")
  void whenItComesMakesNoDifference(Jdk jdk, int millis) {
    try (Jvm jvm =
        Netty.on(jdk, Netty.V_4_2)
            .options("-Ddelay=" + millis)
            .main("io.porteiro.apps.netty.NettyEcho", "epoll", "127.0.0.1")
            .start()) {
      String port = Netty.listening(jvm);
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      jvm.firstScrape();
      assertThat(info(jvm, "tcp", port))
          .containsEntry("owner", "io.porteiro.apps.netty.NettyEcho")
          .containsEntry("known_by", "hook");
      jvm.await(
          "one closed", () -> jvm.scrape().tcp("porteiro_connections_closed_total", port) == 1);
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  static Stream<Arguments> modulesAndMoments() {
    return Jdk.withTools().stream()
        .flatMap(
            jdk ->
                Stream.of("epoll", "io_uring")
                    .flatMap(
                        transport ->
                            Stream.of(0, 1_500)
                                .map(millis -> Arguments.of(jdk, transport, millis))));
  }

  /** Woven as it is loaded, or later: a named module does not see the boot classes by itself. */
  @ParameterizedTest(name = "{0} {1} after {2} ms")
  @MethodSource("modulesAndMoments")
  void inNamedModules(Jdk jdk, String transport, int millis) {
    try (Jvm jvm =
        Netty.onModules(jdk, Netty.V_4_2)
            .options("-Ddelay=" + millis)
            .main("io.porteiro.apps.netty.NettyEcho", transport, "127.0.0.1")
            .start()) {
      String port = Netty.listening(jvm);
      jvm.firstScrape();
      new Scenario(jvm, port, "CD").run();
      assertThat(Netty.complaints(jvm)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("aFewNativeTransports")
  void anAgentThatComesLateCountsAndGoesAgain(Jdk jdk, String netty, String transport) {
    try (Jvm jvm =
        Netty.on(jdk, netty)
            .agent(null)
            .main("io.porteiro.apps.netty.NettyEcho", transport, "127.0.0.1")
            .start()) {
      String port = Netty.listening(jvm);
      Client before = Client.tcp(Integer.parseInt(port)).say('E');
      Tool attached =
          Tool.porteiro("attach", Long.toString(jvm.pid()), "port=" + jvm.metricsPort());
      assertThat(attached.err()).isEmpty();
      assertThat(jvm.firstScrape().tcp("porteiro_connections_active", port)).isEqualTo(1);
      assertThat(info(jvm, "tcp", port)).containsEntry("known_by", "kernel");
      Client after = Client.tcp(Integer.parseInt(port)).say('E');
      active(jvm, port, 2);
      before.close();
      active(jvm, port, 1);
      after.close();
      active(jvm, port, 0);
      assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", port)).isEqualTo(2);
      assertThat(jvm.scrape().agentErrors()).isZero();
      Tool detached = Tool.porteiro("detach", Long.toString(jvm.pid()));
      assertThat(detached.err()).isEmpty();
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
    }
  }

  private static void active(Jvm jvm, String port, long active) {
    jvm.await(
        active + " active", () -> jvm.scrape().tcp("porteiro_connections_active", port) == active);
  }

  /** Wildcards, too, are reported as the operating system has them. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("aFewTransports")
  void aWildcardIsTheOperatingSystems(Jdk jdk, String netty, String transport) {
    assumeTrue(Kernel.hasIpv6(), "no IPv6 here");
    try (Jvm jvm =
        Netty.on(jdk, netty)
            .main("io.porteiro.apps.netty.NettyEcho", transport, "0.0.0.0")
            .start()) {
      String port = Netty.listening(jvm);
      jvm.firstScrape();
      assertThat(info(jvm, "tcp", port))
          .containsEntry("address", Kernel.listenerAddress(jvm.pid(), Integer.parseInt(port)))
          .containsEntry("exposure", "wildcard");
    }
  }

  private static Map<String, String> info(Jvm jvm, String protocol, String port) {
    var info =
        jvm.scrape().samples("porteiro_listener_info", Map.of("protocol", protocol, "port", port));
    assertThat(info).hasSize(1);
    return info.get(0).labels();
  }

  /** One program, from its first connection to its last. */
  private static final class Scenario {

    private final Jvm jvm;
    private final String port;
    private final String closes;
    private final boolean unix;
    private final List<Client> clients = new ArrayList<>();
    private long accepted;

    Scenario(Jvm jvm, String port, String closes) {
      this.jvm = jvm;
      this.closes = closes;
      this.port = port;
      this.unix = port.startsWith("/");
    }

    void run() {
      labels();
      expect(0);
      for (char code : closes.toCharArray()) {
        for (int i = 0; i < 5; i++) {
          connect(code).untilEnd().close();
        }
      }
      expect(0);
      halfClosed();
      concurrent();
      for (int i = 0; i < 5; i++) {
        connect('E').reset();
      }
      expect(0);
      connect('N');
      connect('N');
      expect(2);
      bindFailure();
      closed();
      assertThat(jvm.scrape().agentErrors()).isZero();
      clients.forEach(Client::reset);
    }

    private Client connect(char code) {
      Client client = unix ? Client.unix(port) : Client.tcp(Integer.parseInt(port));
      clients.add(client);
      accepted++;
      return client.say(code);
    }

    private void expect(long active) {
      jvm.await(
          active + " active",
          () -> value("porteiro_connections_active") == active && kernelAgrees(active));
      assertThat(value("porteiro_connections_accepted_total")).isEqualTo(accepted);
      assertThat(value("porteiro_connections_closed_total")).isEqualTo(accepted - active);
      assertThat(value("porteiro_connection_duration_seconds_count")).isEqualTo(accepted - active);
    }

    private boolean kernelAgrees(long active) {
      return unix || Kernel.connections(jvm.pid(), Integer.parseInt(port)) == active;
    }

    private long value(String metric) {
      return jvm.scrape().of(protocol(), metric, port);
    }

    private String protocol() {
      return unix ? "unix" : "tcp";
    }

    private void labels() {
      assertThat(info(jvm, protocol(), port))
          .containsEntry("address", unix ? port : "127.0.0.1")
          .containsEntry("exposure", unix ? "unix" : "loopback")
          .containsEntry("owner", "io.porteiro.apps.netty.NettyEcho")
          .containsEntry("artifact", "test-classes")
          .containsEntry("ephemeral", unix ? "false" : "true")
          .containsEntry("known_by", "hook");
      assertThat(value("porteiro_listeners")).isEqualTo(1);
    }

    private void halfClosed() {
      for (int i = 0; i < 3; i++) {
        Client client = connect('H').untilEnd();
        expect(1);
        client.close();
        expect(0);
      }
    }

    private void concurrent() {
      List<Client> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(connect('E'));
      }
      expect(20);
      open.subList(0, 7).forEach(Client::close);
      expect(13);
      open.forEach(Client::close);
      expect(0);
    }

    private void bindFailure() {
      // Netty removes a path that is there before it binds to it
      String taken = unix ? port + "/below" : port;
      jvm.command(unix ? "bind below" : "bind again");
      assertThat(jvm.out()).contains(unix ? "Not a directory" : "Address already in use");
      assertThat(
              jvm.scrape()
                  .of(
                      protocol(),
                      "porteiro_bind_failures_total",
                      taken,
                      "error",
                      unix ? "other" : "in_use"))
          .isEqualTo(1);
    }

    private void closed() {
      jvm.command("close");
      jvm.await("no listener", () -> value("porteiro_listeners") == 0);
      expect(2);
      for (String error : new String[] {"too_many_files", "aborted", "other"}) {
        assertThat(value(jvm.scrape(), error)).as(error).isZero();
      }
    }

    private long value(Scrape scrape, String error) {
      return scrape.of(protocol(), "porteiro_accept_errors_total", port, "error", error);
    }
  }
}
