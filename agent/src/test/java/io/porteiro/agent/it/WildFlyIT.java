package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WildFly: modules of its own, and a LogManager of its own that must be the first. */
@Tag("large")
class WildFlyIT {

  private static final int CONNECTIONS = 10;
  private static final int HTTP = 8080;
  private static final int MANAGEMENT = 9990;
  private static final String OPTION = "-Djava.awt.headless=true";

  /** What tells one run from another: times, counts, ports and which thread it was. */
  private static final Pattern CHANGING = Pattern.compile("\\([^)]*thread[^)]*\\)|\\d+");

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.withTools().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void startsLogsAndServesAsWithout(Jdk jdk) throws IOException {
    Path without = base("without");
    Set<String> said;
    String complaints;
    try (Jvm jvm = start(jdk, without, Jvm.freePort() - HTTP).agent(null).start()) {
      untilStarted(jvm);
      jvm.stop();
      said = plain(jvm.out().lines(), without);
      complaints = jvm.err();
    }
    Path with = base("with");
    int offset = Jvm.freePort() - HTTP;
    try (Jvm jvm = start(jdk, with, offset).start()) {
      untilStarted(jvm);
      jvm.firstScrape();
      String http = Integer.toString(HTTP + offset);
      Requests.check(jvm, http, CONNECTIONS);
      for (int port : new int[] {HTTP, MANAGEMENT}) {
        String label = Integer.toString(port + offset);
        assertThat(
                jvm.scrape()
                    .samples("porteiro_listener_info", Map.of("port", label))
                    .get(0)
                    .labels())
            .containsEntry("address", "127.0.0.1")
            .containsEntry("owner", "org.xnio.nio.NioXnioWorker")
            .hasEntrySatisfying("artifact", name -> assertThat(name).startsWith("xnio-nio-"));
      }
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      jvm.stop();
      assertThat(plain(jvm.out().lines(), with)).isEqualTo(said);
      assertThat(jvm.err()).isEqualTo(complaints);
    }
    assertThat(logs(with)).isEqualTo(logs(without)).contains("log/server.log");
    assertThat(log(with)).isEqualTo(log(without));
  }

  private static Jvm.Builder start(Jdk jdk, Path base, int offset) throws IOException {
    Path home = Maven.host("wildfly", "wildfly-*");
    return Jvm.on(jdk)
        .script(home.resolve("bin/standalone.sh"), "JAVA_OPTS")
        // has the script pass signals on
        .environment("LAUNCH_JBOSS_IN_BACKGROUND", "true")
        .endsBySignal()
        .options(
            "-Djava.net.preferIPv4Stack=true",
            OPTION,
            "-Djboss.modules.system.pkgs=org.jboss.byteman")
        .main(
            "-b",
            "127.0.0.1",
            "-bmanagement",
            "127.0.0.1",
            "-Djboss.server.base.dir=" + base,
            "-Djboss.socket.binding.port-offset=" + offset);
  }

  private static void untilStarted(Jvm jvm) {
    jvm.await("started", () -> jvm.out().contains("WFLYSRV0025"));
  }

  /** A server's own files, as they are shipped. */
  private Path base(String name) throws IOException {
    Path from = Maven.host("wildfly", "wildfly-*").resolve("standalone");
    Path to = folder.resolve(name);
    for (Path file : walk(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
    return to;
  }

  private static List<Path> walk(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }

  private static Set<String> logs(Path base) throws IOException {
    return walk(base.resolve("log")).stream()
        .map(file -> base.relativize(file).toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> log(Path base) throws IOException {
    return plain(Files.readAllLines(base.resolve("log/server.log")).stream(), base);
  }

  /** But for the lines with the options that it was started with. */
  private static Set<String> plain(Stream<String> lines, Path base) {
    return lines
        .filter(line -> !line.contains(OPTION) && !line.contains("jboss.server.base.dir"))
        .map(line -> CHANGING.matcher(line.replace(base.toString(), "base")).replaceAll("N"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
