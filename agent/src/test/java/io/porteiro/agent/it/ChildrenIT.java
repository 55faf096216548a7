package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JVMs that inherit the agent by their environment, and with it a port that their parent has. */
class ChildrenIT {

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  static Stream<Arguments> jdksAndTools() {
    return jdks()
        .flatMap(
            jdk ->
                Stream.of("java -version", "jps -q", "keytool -help", "jcmd -l")
                    .filter(tool -> jdk.has(tool.split(" ")[0]))
                    .map(tool -> Arguments.of(jdk, tool)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndTools")
  void toolsDoWhatTheyDoWithout(Jdk jdk, String commandLine) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String[] words = commandLine.split(" ");
      List<String> command = List.of(jdk.tool(words[0]).toString(), words[1]);
      String options = options(taken.getLocalPort());
      Tool without = Tool.run(command, Map.of());
      Tool with = Tool.run(command, Map.of("JAVA_TOOL_OPTIONS", options));
      assertThat(with.exit()).isEqualTo(without.exit());
      assertThat(with.err()).isEqualTo(pickedUp(options) + without.err());
      if (words[0].startsWith("j") && !words[0].equals("java")) {
        // the machine's JVMs come and go, but this one
        assertThat(with.out()).contains(Long.toString(ProcessHandle.current().pid()));
      } else {
        assertThat(with.out()).isEqualTo(without.out());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aLauncherStartsWhatItStartsWithout(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().agent(null).main(parent("io.porteiro.apps.Hello")).start()) {
      jvm.say("go");
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.out().lines()).element(1).isEqualTo("hello");
      assertThat(jvm.err()).isEmpty();
    }
    Jvm.Builder builder = Jvm.on(jdk).bare().agent(null).main(parent("io.porteiro.apps.Hello"));
    String options = options(builder.metricsPort());
    try (Jvm jvm = builder.environment("JAVA_TOOL_OPTIONS", options).start()) {
      jvm.firstScrape();
      jvm.say("go");
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.out().lines()).element(1).isEqualTo("hello");
      assertThat(jvm.err()).isEqualTo(pickedUp(options).repeat(2));
    }
  }

  /** Says so once, works and counts; has the endpoint only when its parent has none any more. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aChildThatStaysWaitsForThePort(Jdk jdk) throws Exception {
    Path err = folder.resolve("err");
    Jvm.Builder builder =
        Jvm.on(jdk)
            .bare()
            .agent(null)
            .options("-Derr=" + err)
            .main(parent("io.porteiro.apps.EchoServer", "ServerSocket"));
    String options = options(builder.metricsPort());
    try (Jvm jvm = builder.environment("JAVA_TOOL_OPTIONS", options).start()) {
      Scrape first = jvm.firstScrape();
      String parentsPort = jvm.out().lines().findFirst().orElseThrow().substring(7);
      assertThat(first.tcp("porteiro_listeners", parentsPort)).isEqualTo(1);
      jvm.say("go");
      String port = jvm.listening();
      ProcessHandle child = jvm.handle().children().findFirst().orElseThrow();
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      String said =
          pickedUp(options) + "porteiro: no metrics yet, 127.0.0.1:" + builder.metricsPort();
      jvm.await("the child's word", () -> Files.readString(err).startsWith(said));
      Scrape parents = jvm.scrape();
      assertThat(parents.tcp("porteiro_listeners", parentsPort)).isEqualTo(1);
      assertThat(parents.samples("porteiro_listeners", Map.of("port", port))).isEmpty();

      ProcessHandle parent = jvm.handle();
      parent.destroy();
      parent.onExit().get(20, TimeUnit.SECONDS);
      Awaitility.await("the child's endpoint")
          .atMost(Jvm.PATIENCE)
          .until(() -> Scrape.isUp(builder.metricsPort()));
      Scrape childs = jvm.scrape();
      assertThat(childs.tcp("porteiro_connections_closed_total", port)).isEqualTo(1);
      assertThat(childs.samples("porteiro_listeners", Map.of("port", parentsPort))).isEmpty();
      assertThat(childs.agentErrors()).isZero();
      child.destroy();
      child.onExit().get(20, TimeUnit.SECONDS);
      assertThat(Files.readAllLines(err)).hasSize(2);
    }
  }

  private static String[] parent(String... main) {
    return Stream.concat(Stream.of("io.porteiro.apps.Parent"), Stream.of(main))
        .toArray(String[]::new);
  }

  private static String options(int port) {
    return "-javaagent:" + Jvm.AGENT.toAbsolutePath() + "=port=" + port;
  }

  /** The JVM's own word. */
  private static String pickedUp(String options) {
    return "Picked up JAVA_TOOL_OPTIONS: " + options + "\n";
  }
}
