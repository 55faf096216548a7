package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Builds programs that only some tests need, when they are not there yet. */
final class Maven {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Maven() {}

  /** What of the host's target folder has such a name, with * for any part. */
  static Path host(String name, String glob) throws IOException {
    return built(ROOT.resolve("hosts"), name, glob);
  }

  /** The demo's jar. */
  static Path demo() throws IOException {
    return built(ROOT, "demo-app", "porteiro-demo.jar");
  }

  /** The jar that pushes. */
  static Path otlp() throws IOException {
    return built(ROOT, "otlp", "porteiro-otlp.jar");
  }

  private static synchronized Path built(Path parent, String name, String glob) throws IOException {
    Path target = parent.resolve(name).resolve("target");
    Optional<Path> found = find(target, glob);
    if (found.isEmpty()) {
      build(parent, name);
      found = find(target, glob);
    }
    return found.orElseThrow();
  }

  private static Optional<Path> find(Path target, String glob) throws IOException {
    if (!Files.exists(target)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target, glob)) {
      Iterator<Path> all = files.iterator();
      return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }
  }

  private static void build(Path parent, String name) throws IOException {
    List<String> command =
        List.of(
            "mvn",
            "--batch-mode",
            "--no-transfer-progress",
            "--quiet",
            "--file",
            parent.resolve("pom.xml").toString(),
            "--projects",
            name,
            "-DskipTests",
            "package");
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroy();
    }
  }
}
