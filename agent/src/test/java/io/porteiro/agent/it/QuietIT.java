package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application's user sees of the agent: nothing. */
class QuietIT {

  private static final String FEW_MODULES = "java.base,java.instrument";

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.withTools().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void helloWorldSaysHelloAlone(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().agent("").main("io.porteiro.apps.Hello").start()) {
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.out()).isEqualTo("hello\n");
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aServerSaysItsOwnAlone(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.EchoServer", "ServerSocket").start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      jvm.stop();
      assertThat(jvm.out()).isEqualTo("listening " + port + "\n");
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void twoModulesAreEnough(Jdk jdk) {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("--limit-modules", FEW_MODULES)
            .main("io.porteiro.apps.EchoServer", "ServerSocketChannel")
            .start()) {
      countsAndServes(jvm);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void anImageOfTwoModulesIsEnough(Jdk jdk) throws Exception {
    Path image = folder.resolve("image");
    Process jlink =
        new ProcessBuilder(
                jdk.home().resolve("bin/jlink").toString(),
                "--add-modules",
                FEW_MODULES,
                "--output",
                image.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(jlink.waitFor()).isZero();
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .java(image.resolve("bin/java"))
            .main("io.porteiro.apps.EchoServer", "ServerSocket")
            .start()) {
      countsAndServes(jvm);
    }
  }

  private static void countsAndServes(Jvm jvm) {
    String port = jvm.listening();
    jvm.firstScrape();
    Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
    jvm.await(
        "one connection", () -> jvm.scrape().tcp("porteiro_connections_closed_total", port) == 1);
    assertThat(jvm.scrape().agentErrors()).isZero();
    assertThat(jvm.err()).isEmpty();
  }

  /** A receiver of events that throws, whatever happens: the application must not notice. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aThrowingInventoryChangesNothing(Jdk jdk) {
    String with = throwing(jdk, "true");
    String without = throwing(jdk, "false");
    assertThat(with).isEqualTo(without).contains("echoed 5");
  }

  private static String throwing(Jdk jdk, String mode) {
    try (Jvm jvm = Jvm.on(jdk).main("io.porteiro.agent.it.ThrowingApp", mode).start()) {
      assertThat(jvm.exit()).isZero();
      assertThat(jvm.err()).isEmpty();
      return jvm.out();
    }
  }

  /** With the agent in the environment, tools of the JDK do what they do without. */
  @ParameterizedTest
  @ValueSource(strings = {"-javaagent:%s", "-javaagent:%s=port=0"})
  void toolsAreLeftAlone(String option) throws IOException, InterruptedException {
    for (List<String> tool : List.of(List.of("java", "-version"), List.of("jps", "-q"))) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Jdk.current().home().resolve("bin/" + tool.get(0)).toString(), tool.get(1));
      builder.environment().put("JAVA_TOOL_OPTIONS", option.formatted(Jvm.AGENT.toAbsolutePath()));
      Path err = folder.resolve("err");
      Process process =
          builder
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(err.toFile())
              .start();
      assertThat(process.waitFor()).isZero();
      assertThat(Files.readAllLines(err)).noneMatch(line -> line.startsWith("porteiro"));
    }
  }
}
