package io.porteiro.agent.grafana;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A tool that judges what is shipped; without it, the test that needs it is skipped. */
final class Program {

  private Program() {}

  static String promtool(Path home, String... arguments) throws IOException, InterruptedException {
    return run(home, home, "promtool", "Debian's package prometheus", arguments);
  }

  static String amtool(Path home, String... arguments) throws IOException, InterruptedException {
    return run(home, home, "amtool", "Debian's package prometheus-alertmanager", arguments);
  }

  /** In a folder that has a {@code package.json}. */
  static String npm(Path home, Path folder, String... arguments)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isDirectory(folder.resolve("node_modules")), "npm ci was not run in " + folder);
    return run(home, folder, "npm", "Node.js", arguments);
  }

  /**
   * Runs it; it must find nothing wrong.
   *
   * @param home for its own settings, which are not to be those of whoever runs the tests
   * @param from where one has it from
   * @return what it said
   */
  private static String run(Path home, Path folder, String name, String from, String... arguments)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(isThere(name), name + ", of " + from + ", is not installed");
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    Path output = home.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    String said = Files.readString(output, UTF_8);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static boolean isThere(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
