package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.it.servers.MeteredListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Web applications, each with another Micrometer, come and go, and the agent keeps none. */
class RedeployIT {

  private static final int TIMES = 20;
  private static final Pattern INSTANCES =
      Pattern.compile(
          "\\s(\\d+)\\s+\\d+\\s+io\\.micrometer\\.core\\.instrument\\.simple"
              + "\\.SimpleMeterRegistry\\b");

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    // the newest will do: what is kept alive does not depend on it
    List<Jdk> all = Jdk.withTools();
    return Stream.of(all.get(all.size() - 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void noLoaderIsLeft(Jdk jdk) throws IOException {
    Path one = application("one", "micrometer-1.9");
    Path two = application("two", "micrometer-1.17");
    try (Jvm jvm =
        Jvm.on(jdk)
            .main(
                "io.porteiro.agent.it.servers.RedeployApp",
                folder.toString(),
                one.toString(),
                two.toString())
            .start()) {
      String port = jvm.listening();
      for (int i = 0; i < TIMES; i++) {
        jvm.ask("redeploy");
      }

      assertThat(jvm.ask("left")).isEqualTo("0");
      Matcher registries = INSTANCES.matcher(Tool.jcmd(jvm.pid(), "GC.class_histogram").out());
      int live = 0;
      while (registries.find()) {
        live += Integer.parseInt(registries.group(1));
      }
      assertThat(live).as("registries of the two that are deployed").isEqualTo(2);
      assertThat(jvm.scrape().tcp("porteiro_listeners", port)).isOne();
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).doesNotContain("Illegal access", "porteiro:");
    }
  }

  /** A folder as Tomcat wants it. */
  private Path application(String name, String version) throws IOException {
    Path application = folder.resolve(name);
    Path lib = Files.createDirectories(application.resolve("WEB-INF/lib"));
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("target", "it-libs", version))) {
      for (Path jar : jars) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    for (String simpleName : new String[] {"MeteredListener", "MeteredListener$Left"}) {
      String file = MeteredListener.class.getPackageName().replace('.', '/') + "/" + simpleName;
      Path target = application.resolve("WEB-INF/classes").resolve(file + ".class");
      Files.createDirectories(target.getParent());
      try (InputStream in = MeteredListener.class.getResourceAsStream("/" + file + ".class")) {
        Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return application;
  }
}
