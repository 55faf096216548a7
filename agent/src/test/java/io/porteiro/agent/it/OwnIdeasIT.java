package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that bring their own LogManager, MBeanServer or system class loader get their way, even
 * when all of the agent runs already; they say and log what they do without it.
 */
class OwnIdeasIT {

  /** Which without the agent would be in vain. */
  private static final String AWAIT_BEANS = "await beans";

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void itsOwnLogManagerAndMBeanServer(Jdk jdk) {
    assertThat(sameAsWithout(jdk, List.of("log manager", "log", "mbean server")))
        .contains("OwnLogManager", "true");
  }

  /** Made first, with the agent's beans in it before the LogManager is asked for. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void itsOwnMBeanServerWithTheBeansInItAndThenItsOwnLogManager(Jdk jdk) {
    List<String> commands = List.of("mbean server", AWAIT_BEANS, "log manager", "log");
    assertThat(sameAsWithout(jdk, commands)).contains("true\ndone mbean server", "done log");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theBeansAreInThePlatformsMBeanServerAlone(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.OwnIdeas").start()) {
      jvm.listening();
      jvm.firstScrape();
      jvm.command("another mbean server");
      jvm.command("mbean server");
      jvm.command(AWAIT_BEANS);
      assertThat(jvm.out()).contains("true\ndone mbean server", "platform true\nanother false\n");
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  static Stream<Arguments> jdksAndOrders() {
    return jdks().flatMap(jdk -> Stream.of(true, false).map(first -> Arguments.of(jdk, first)));
  }

  @ParameterizedTest(name = "{0}, parent first: {1}")
  @MethodSource("jdksAndOrders")
  void itsOwnSystemClassLoader(Jdk jdk, boolean parentFirst) {
    String own = "-Djava.system.class.loader=io.porteiro.apps.OwnLoader";
    String order = "-Dparent.first=" + parentFirst;
    assertThat(sameAsWithout(jdk, List.of("loaders"), own, order))
        .contains("class io.porteiro.apps.OwnLoader");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void itsOwnConfigurationOfLogging(Jdk jdk) throws IOException {
    Path log = folder.resolve("log");
    Path configuration =
        Files.writeString(
            folder.resolve("logging.properties"),
            """
            handlers=java.util.logging.FileHandler
            .level=INFO
            java.util.logging.FileHandler.pattern=%s
            java.util.logging.FileHandler.append=true
            java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
            java.util.logging.SimpleFormatter.format=%%3$s %%5$s%%n
            """
                .formatted(log));
    sameAsWithout(jdk, List.of("log"), "-Djava.util.logging.config.file=" + configuration);
    // once without, once with
    assertThat(log).hasContent("application logged\napplication logged\n");
  }

  /** What it printed. */
  private static String sameAsWithout(Jdk jdk, List<String> commands, String... options) {
    String without = run(Jvm.on(jdk).agent(null).options(options), commands);
    String with = run(Jvm.on(jdk).options(options), commands);
    assertThat(with).isEqualTo(without);
    return with;
  }

  private static String run(Jvm.Builder builder, List<String> commands) {
    boolean agent = builder.hasAgent();
    try (Jvm jvm = builder.bare().main("io.porteiro.apps.OwnIdeas").start()) {
      String port = jvm.listening();
      if (agent) {
        jvm.firstScrape();
        Ends.check(jvm, port);
      }
      for (String command : commands) {
        if (agent || !command.equals(AWAIT_BEANS)) {
          jvm.command(command);
        }
      }
      if (agent) {
        assertThat(jvm.scrape().agentErrors()).isZero();
      }
      jvm.stop();
      return (jvm.out() + jvm.err())
          .replace(port, "PORT")
          .replace("platform true\ndone " + AWAIT_BEANS + "\n", "")
          .replaceAll("(?m)^.* \\d\\d?:.*$", "TIME")
          .replaceAll("\\[\\d+\\.\\d+s\\]", "[TIME]");
    }
  }
}
