package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive of the application's own classes serves it under the agent as it does without. */
class ClassDataSharingIT {

  private static final Pattern SHARED =
      Pattern.compile("\\] (io\\.porteiro\\.apps\\.\\S+) source: shared objects file");

  /** Its superclass is woven, and so not the one that it was archived with. */
  private static final String OF_A_WOVEN_CLASS = "io.porteiro.apps.Servers$OwnServerSocket";

  @TempDir static Path folder;

  private static Path jar;

  @BeforeAll
  static void pack() {
    jar = folder.resolve("apps.jar");
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    String[] arguments = {"-c", "-f", jar.toString(), "-C", classes, "io/porteiro/apps"};
    assertThat(ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, arguments))
        .isZero();
  }

  static Stream<Jdk> jdksWithArchives() {
    return Jdk.all().stream().filter(jdk -> jdk.version() >= 13);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksWithArchives")
  void anArchiveIsUsed(Jdk jdk) throws IOException {
    String archive = folder.resolve(jdk.version() + ".jsa").toString();
    run(echo(jdk, "-XX:ArchiveClassesAtExit=" + archive).agent(null));
    // 25 and later say with each agent that the archive was made without java.instrument
    String[] use = {"-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"};
    sameClasses(jdk, use);
  }

  static Stream<Jdk> jdksWithAotCaches() {
    return Jdk.all().stream().filter(jdk -> jdk.version() >= 25);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksWithAotCaches")
  void anAotCacheIsUsed(Jdk jdk) throws IOException {
    String cache = folder.resolve(jdk.version() + ".aot").toString();
    // a cache is of use to the same modules alone, and an agent brings one
    String[] modules = {"--add-modules", "java.instrument"};
    run(echo(jdk, "-XX:AOTCacheOutput=" + cache).options(modules).agent(null));
    sameClasses(jdk, "-XX:AOTCache=" + cache, modules[0], modules[1]);
  }

  private static void sameClasses(Jdk jdk, String... use) throws IOException {
    Path without = folder.resolve("without.log");
    Path with = folder.resolve("with.log");
    run(echo(jdk, use).options("-Xlog:class+load:file=" + without).agent(null));
    run(echo(jdk, use).options("-Xlog:class+load:file=" + with));
    Set<String> expected = shared(without);
    assertThat(expected).contains("io.porteiro.apps.EchoServer");
    expected.remove(OF_A_WOVEN_CLASS);
    assertThat(shared(with)).containsAll(expected);
  }

  private static Jvm.Builder echo(Jdk jdk, String... options) {
    return Jvm.on(jdk)
        .unverified()
        .classPath(jar)
        .options(options)
        .main("io.porteiro.apps.EchoServer", "ServerSocket");
  }

  /** One connection, and no word but the program's own while it is served. */
  private static void run(Jvm.Builder builder) {
    try (Jvm jvm = builder.start()) {
      String port = jvm.listening();
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      assertThat(jvm.out()).isEqualTo("listening " + port + "\n");
      assertThat(jvm.err()).isEmpty();
      jvm.stop();
      assertThat(jvm.exit()).isZero();
    }
  }

  private static Set<String> shared(Path log) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher line = SHARED.matcher(Files.readString(log));
    while (line.find()) {
      names.add(line.group(1));
    }
    return names;
  }
}
