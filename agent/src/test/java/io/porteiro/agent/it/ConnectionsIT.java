package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to listen that the JDK has, every way for a connection to end, counted exactly. */
class ConnectionsIT {

  private static final String[] APIS = {
    "ServerSocket",
    "ServerSocket-timeout",
    "ServerSocket-subclass",
    "TLS",
    "ServerSocketChannel",
    "ServerSocketChannel-adaptor",
    "ServerSocketChannel-adaptor-timeout",
    "Selector",
    "Asynchronous-future",
    "Asynchronous-handler",
    "Unix",
  };

  private static final Counted counted = new Counted("connections");

  @TempDir static Path folder;

  private static Path keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Jdk.current().home().resolve("bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "password",
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  static Stream<Arguments> jdksAndApis() {
    return Jdk.all().stream()
        .flatMap(
            jdk ->
                Stream.of(APIS)
                    .filter(api -> !api.equals("Unix") || jdk.version() >= 16)
                    .map(api -> Arguments.of(jdk, api)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndApis")
  void everyEndIsCountedOnce(Jdk jdk, String api) throws Exception {
    boolean unix = api.equals("Unix");
    counted.exactly(
        unix ? "unix" : "tcp", unix ? "ServerSocketChannel" : api, jdk, () -> run(jdk, api, unix));
  }

  private static void run(Jdk jdk, String api, boolean unix) {
    Path socket = folder.resolve("s" + jdk.version());
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("-Dkeys=" + keys)
            .main("io.porteiro.apps.EchoServer", api, unix ? socket.toString() : "127.0.0.1")
            .start()) {
      String name = jvm.listening();
      jvm.firstScrape();
      new Scenario(jvm, api, name).run();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** One program, from its first connection to its last. */
  private static final class Scenario {

    private final Jvm jvm;
    private final String api;
    private final String port;
    private final String protocol;
    private final List<Client> clients = new ArrayList<>();
    private long accepted;

    Scenario(Jvm jvm, String api, String name) {
      this.jvm = jvm;
      this.api = api;
      this.port = name;
      this.protocol = api.equals("Unix") ? "unix" : "tcp";
    }

    void run() {
      labels();
      expect(0);
      for (char code : new char[] {'C', 'D', 'T', 'S'}) {
        for (int i = 0; i < 5; i++) {
          connect(code).untilEnd().close();
        }
      }
      expect(0);
      halfClosed();
      concurrent();
      reset();
      connect('N');
      connect('N');
      expect(2);
      collected();
      bindFailure();
      closed();
      assertThat(jvm.scrape().agentErrors()).isZero();
      clients.forEach(Client::reset);
    }

    private Client connect(char code) {
      Client client =
          switch (api) {
            case "TLS" -> Client.tls(Integer.parseInt(port));
            case "Unix" -> Client.unix(port);
            default -> Client.tcp(Integer.parseInt(port));
          };
      clients.add(client);
      accepted++;
      return client.say(code);
    }

    /** The connections counted, and as many open as the operating system says. */
    private void expect(long active) {
      jvm.await(
          active + " active",
          () -> value("porteiro_connections_active") == active && kernelAgrees(active));
      assertThat(value("porteiro_connections_accepted_total")).isEqualTo(accepted);
      assertThat(value("porteiro_connections_closed_total")).isEqualTo(accepted - active);
      assertThat(value("porteiro_connection_duration_seconds_count")).isEqualTo(accepted - active);
    }

    private boolean kernelAgrees(long active) {
      return protocol.equals("unix")
          || Kernel.connections(jvm.pid(), Integer.parseInt(port)) == active;
    }

    private long value(String metric) {
      return jvm.scrape().of(protocol, metric, port);
    }

    private void labels() {
      Scrape scrape = jvm.scrape();
      boolean unix = protocol.equals("unix");
      var info =
          scrape.samples(
              "porteiro_listener_info", java.util.Map.of("protocol", protocol, "port", port));
      assertThat(info).hasSize(1);
      assertThat(info.get(0).value()).isEqualTo(1);
      assertThat(info.get(0).labels())
          .containsEntry("address", unix ? port : "127.0.0.1")
          .containsEntry("exposure", unix ? "unix" : "loopback")
          .containsEntry("owner", "io.porteiro.apps." + (unix ? "UnixServer" : "Servers"))
          .containsEntry("artifact", "test-classes")
          .containsEntry("ephemeral", unix ? "false" : "true")
          .containsEntry("known_by", "hook")
          .containsKey("service")
          .hasSize(9);
      assertThat(value("porteiro_listeners")).isEqualTo(1);
      SameAsSs.check(jvm);
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

    private void reset() {
      for (int i = 0; i < 5; i++) {
        connect('E').reset();
      }
      expect(0);
    }

    /** Never closed and collected: the JDK closes sockets then, but no channels. */
    private void collected() {
      if (!api.startsWith("ServerSocket") || api.startsWith("ServerSocketChannel")) {
        return;
      }
      connect('G');
      jvm.await(
          "collected",
          () -> {
            jvm.command("gc");
            return value("porteiro_connections_active") == 2;
          });
      expect(2);
    }

    private void bindFailure() {
      jvm.command("bind again");
      assertThat(jvm.out()).contains("BindException");
      assertThat(jvm.scrape().of(protocol, "porteiro_bind_failures_total", port, "error", "in_use"))
          .isEqualTo(1);
    }

    private void closed() {
      jvm.command("close");
      jvm.await("no listener", () -> value("porteiro_listeners") == 0);
      SameAsSs.check(jvm);
      expect(2);
      Scrape scrape = jvm.scrape();
      assertThat(
              scrape.samples(
                  "porteiro_listener_info", java.util.Map.of("protocol", protocol, "port", port)))
          .isEmpty();
      for (String error : new String[] {"too_many_files", "aborted", "other"}) {
        assertThat(scrape.of(protocol, "porteiro_accept_errors_total", port, "error", error))
            .as(error)
            .isZero();
      }
    }
  }
}
