package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent goes into programs that run, and out of them again. */
class AttachIT {

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  static Stream<Arguments> jdksAndApis() {
    return jdks()
        .flatMap(
            jdk ->
                Stream.of("ServerSocket", "ServerSocketChannel", "Selector", "Asynchronous-future")
                    .map(api -> Arguments.of(jdk, api)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndApis")
  void whatWasOpenBeforeIsCountedAndClosed(Jdk jdk, String api) {
    try (Jvm jvm = program(jdk, api)) {
      int port = Integer.parseInt(jvm.listening());
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(Client.tcp(port).say('a'));
      }
      Tool attached = attach(jvm);
      assertThat(attached.err()).isEmpty();
      assertThat(attached.exit()).isZero();
      Scrape scrape = jvm.firstScrape();
      String label = Integer.toString(port);
      assertThat(scrape.tcp("porteiro_connections_active", label)).isEqualTo(3);
      assertThat(scrape.samples("porteiro_listener_info", Map.of("port", label)).get(0).labels())
          .containsEntry("known_by", "kernel")
          .containsEntry("address", "127.0.0.1");
      // the first of these ends an accept that was begun before the agent came
      for (int i = 0; i < 3; i++) {
        clients.add(Client.tcp(port).say('a'));
      }
      expect(jvm, port, 6);
      clients.forEach(Client::close);
      expect(jvm, port, 0);
      scrape = jvm.scrape();
      assertThat(scrape.tcp("porteiro_connections_accepted_total", label)).isEqualTo(6);
      assertThat(scrape.tcp("porteiro_connections_closed_total", label)).isEqualTo(6);
      assertThat(scrape.agentErrors()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void attachedTwiceItSaysSoAndChangesNothing(Jdk jdk) {
    try (Jvm jvm = program(jdk, "ServerSocket")) {
      jvm.listening();
      assertThat(attach(jvm).out())
          .isEqualTo(
              "attached to "
                  + jvm.pid()
                  + ": http://127.0.0.1:"
                  + jvm.metricsPort()
                  + "/metrics\n");
      Tool again = attach(jvm);
      assertThat(again.exit()).isEqualTo(2);
      assertThat(again.out()).isEmpty();
      assertThat(again.err())
          .isEqualTo("porteiro: the agent is in " + jvm.pid() + " already; nothing was changed\n");
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void takenOutItLeavesNoThreadAndNoLoader(Jdk jdk) {
    try (Jvm jvm = program(jdk, "ServerSocket")) {
      int port = Integer.parseInt(jvm.listening());
      attach(jvm);
      Client.tcp(port).say('a').close();
      jvm.await(
          "a connection counted",
          () -> jvm.scrape().tcp("porteiro_connections_closed_total", Integer.toString(port)) == 1);
      Client stays = Client.tcp(port).say('a');

      Tool detached = Tool.porteiro("detach", Long.toString(jvm.pid()));
      assertThat(detached.err()).isEmpty();
      assertThat(detached.out()).isEqualTo("detached from " + jvm.pid() + "\n");
      assertThat(detached.exit()).isZero();
      assertThat(Scrape.isUp(jvm.metricsPort())).isFalse();
      jvm.await("its loaders gone", () -> !histogram(jvm).contains("AgentClassLoader"));
      assertThat(histogram(jvm)).doesNotContain("io.porteiro.shaded", "porteiro.agent.inventory");
      assertThat(Tool.jcmd(jvm.pid(), "Thread.print").out()).doesNotContain("porteiro-");

      // the program goes on, and the agent may come again
      stays.say('b').close();
      assertThat(attach(jvm).exit()).isZero();
      Client client = Client.tcp(port).say('a');
      expect(jvm, port, 1);
      client.close();
      expect(jvm, port, 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void anAgentOfTheCommandLineIsTakenOutToo(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.EchoServer", "ServerSocket").start()) {
      int port = Integer.parseInt(jvm.listening());
      jvm.firstScrape();
      Client client = Client.tcp(port).say('a');
      assertThat(Tool.porteiro("detach", Long.toString(jvm.pid())).exit()).isZero();
      jvm.await("its loaders gone", () -> !histogram(jvm).contains("AgentClassLoader"));
      client.say('b').close();
      Client.tcp(port).say('c').close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void portsAndPeersArePrinted(Jdk jdk) throws JsonParserException {
    try (Jvm jvm = program(jdk, "ServerSocket")) {
      String port = jvm.listening();
      String pid = Long.toString(jvm.pid());
      try (Client client = Client.tcp(Integer.parseInt(port)).say('a')) {
        Tool first = Tool.porteiro("ports", pid);
        assertThat(first.exit()).isZero();
        assertThat(first.err())
            .isEqualTo(
                "porteiro: attached to "
                    + pid
                    + ", counts begin now; 'detach "
                    + pid
                    + "' ends it\n");
        assertThat(first.out().lines().findFirst().orElseThrow())
            .matches("PROTOCOL +PORT +SERVICE +ADDRESS +EXPOSURE +ACTIVE.*OWNER +ARTIFACT");
        assertThat(first.out())
            .containsPattern("tcp +" + port + " +\\S+ +127.0.0.1 +loopback +1 +1 ");

        Tool second = Tool.porteiro("ports", pid, "--json");
        assertThat(second.err()).isEmpty();
        assertThat(JsonParser.object().from(second.out()).getArray("ports")).isNotEmpty();

        Tool peers = Tool.porteiro("peers", pid, "tcp/" + port, "--json");
        JsonObject peer = JsonParser.object().from(peers.out()).getArray("peers").getObject(0);
        assertThat(peer.getString("address")).isEqualTo("127.0.0.1");
        assertThat(peer.getString("state")).isEqualTo("ESTABLISHED");
        assertThat(client).isNotNull();
        assertThat(Tool.porteiro("peers", pid, "tcp/" + port).out())
            .containsPattern("127.0.0.1 +" + peer.getInt("port") + " +127.0.0.1 .* ESTABLISHED");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ports abc,is no process id",
    "ports 4000000000,there is no process 4000000000",
    "attach 99999999,there is no process 99999999",
    "detach 0,is no process id",
    "peers 1,Missing required parameter",
    "ports,Missing required parameter",
    "prots 1,Unmatched argument",
    "peers 99999999 tcp,is no port"
  })
  void whatCannotBeDoneIsSaidInOneLine(String arguments, String message) {
    Tool tool = Tool.porteiro(arguments.split(" "));

    assertThat(tool.exit()).isEqualTo(2);
    assertThat(tool.out()).isEmpty();
    assertThat(tool.err()).startsWith("porteiro: ").contains(message);
    assertThat(tool.err().lines()).hasSize(1);
  }

  @Test
  void aProcessThatIsNoJvmIsLeftAlone() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      Tool tool = Tool.porteiro("ports", Long.toString(sleeper.pid()));
      assertThat(tool.err())
          .isEqualTo(
              "porteiro: process " + sleeper.pid() + " is no JVM; jps lists those that are\n");
      assertThat(tool.exit()).isEqualTo(2);
      assertThat(sleeper.isAlive()).isTrue();
    } finally {
      sleeper.destroy();
    }
  }

  @Test
  void withoutACommandItSaysWhatItIs() {
    Tool tool = Tool.porteiro();

    assertThat(tool.exit()).isZero();
    assertThat(tool.err()).isEmpty();
    assertThat(tool.out())
        .contains("every port", "-javaagent:porteiro.jar", "ports", "peers", "attach", "detach");
    assertThat(Tool.porteiro("--version").out()).matches("porteiro \\d+\\.\\d+\\.\\d+\n");
  }

  private static Jvm program(Jdk jdk, String api) {
    return Jvm.on(jdk).bare().agent(null).main("io.porteiro.apps.EchoServer", api).start();
  }

  private static Tool attach(Jvm jvm) {
    return Tool.porteiro("attach", Long.toString(jvm.pid()), "port=" + jvm.metricsPort());
  }

  private static String histogram(Jvm jvm) {
    return Tool.jcmd(jvm.pid(), "GC.class_histogram").out();
  }

  private static void expect(Jvm jvm, int port, long active) {
    jvm.await(
        active + " active",
        () ->
            jvm.scrape().tcp("porteiro_connections_active", Integer.toString(port)) == active
                && Kernel.connections(jvm.pid(), port) == active);
  }
}
