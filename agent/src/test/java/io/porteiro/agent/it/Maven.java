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

/** Builds what only some tests need, and what is large, when it is not there yet. */
final class Maven {

  private static final Path HOSTS = Path.of("..", "hosts").toAbsolutePath().normalize();

  private Maven() {}

  /** What of the host's target folder has such a name, with * for any part. */
  static synchronized Path host(String name, String glob) throws IOException {
    Path target = HOSTS.resolve(name).resolve("target");
    Optional<Path> found = find(target, glob);
    if (found.isEmpty()) {
      build(HOSTS.resolve("pom.xml"), name);
      found = find(target, glob);
    }
    return found.orElseThrow();
  }

  /** The jar that pushes. */
  static synchronized Path otlp() throws IOException {
    Path jar = Path.of(System.getProperty("otlp.jar", "../otlp/target/porteiro-otlp.jar"));
    if (!Files.exists(jar)) {
      build(Path.of("..", "pom.xml"), "otlp");
    }
    return jar.toRealPath();
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

  private static void build(Path pom, String name) throws IOException {
    Path home = Path.of(System.getProperty("maven.home", "/usr/share/maven"));
    List<String> command =
        List.of(
            home.resolve("bin/mvn").toString(),
            "--batch-mode",
            "--no-transfer-progress",
            "--quiet",
            "--file",
            pom.toString(),
            "--projects",
            name,
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
