package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JDK to run programs on. The list is the system property {@code it.jdks}, homes separated by
 * commas; or the one that runs the tests, those beside it from 17 on, and what {@code ./jdks} has
 * laid: one for each feature version.
 */
record Jdk(int version, Path home) {

  static List<Jdk> all() {
    String list = System.getProperty("it.jdks", "");
    Stream<Path> homes =
        list.isEmpty()
            ? Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), neighbours(), laid())
                .flatMap(some -> some)
            : Arrays.stream(list.split(",")).map(Path::of);
    Map<Integer, Jdk> byVersion = new TreeMap<>();
    homes.map(Jdk::of).forEach(jdk -> byVersion.putIfAbsent(jdk.version, jdk));
    return List.copyOf(byVersion.values());
  }

  /** Those with a compiler and all tools, for what differs little between versions. */
  static List<Jdk> withTools() {
    return all().stream().filter(Jdk::hasTools).toList();
  }

  boolean hasTools() {
    return Files.exists(home.resolve("bin/javac"));
  }

  static Jdk current() {
    return of(Path.of(System.getProperty("java.home")));
  }

  String java() {
    return tool("java").toString();
  }

  /** A program of its {@code bin}, which it may lack. */
  Path tool(String name) {
    return home.resolve("bin").resolve(name);
  }

  boolean has(String tool) {
    return Files.isExecutable(tool(tool));
  }

  private static Stream<Path> neighbours() {
    Path parent = Path.of("/usr/lib/jvm");
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> Files.isReadable(home.resolve("release")))
          .filter(home -> of(home).version >= 17)
          .sorted(Comparator.naturalOrder())
          .toList()
          .stream();
    } catch (IOException none) {
      return Stream.empty();
    }
  }

  private static Stream<Path> laid() {
    String root = System.getenv().getOrDefault("JDKS_ROOT", "/opt/porteiro-jdks");
    Path homes = Path.of(root, "homes");
    if (!Files.exists(Path.of(root, ".complete"))) {
      return Stream.empty();
    }
    try (Stream<Path> children = Files.list(homes)) {
      return children.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Jdk of(Path home) {
    Properties release = new Properties();
    try (var in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(home + " is no JDK: it has no release file", e);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    String feature = version.startsWith("1.") ? version.substring(2) : version;
    return new Jdk(Integer.parseInt(feature.split("[^0-9]")[0]), home);
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
