package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.Attributes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The one file that users deploy, opened. */
class JarIT {

  private static final long MAX_BYTES = 4_000_000;
  private static final int JAVA_8 = 52;
  private static final int JAVA_9 = 53;

  private static PackedJar jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new PackedJar(Jvm.AGENT);
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void isSmall() throws IOException {
    assertThat(Files.size(Jvm.AGENT)).isLessThanOrEqualTo(MAX_BYTES);
  }

  @Test
  void hasNothingOutsideItsOwnPackages() {
    assertThat(jar.files())
        .allMatch(
            name ->
                name.startsWith("java/porteiro/")
                    || name.startsWith("io/porteiro/agent/")
                    || name.startsWith("io/porteiro/shaded/")
                    || name.startsWith("META-INF/versions/9/io/porteiro/agent/")
                    || name.matches("META-INF/[^/]*"));
    assertThat(jar.files()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    assertThat(jar.files()).noneMatch(name -> name.startsWith("META-INF/services/"));
  }

  @Test
  void hasTheManifestOfAnAgent() throws IOException {
    Attributes manifest = jar.manifest();
    assertThat(manifest.getValue("Premain-Class")).isEqualTo("io.porteiro.agent.PorteiroAgent");
    assertThat(manifest.getValue("Agent-Class")).isEqualTo("io.porteiro.agent.PorteiroAgent");
    assertThat(manifest.getValue("Can-Redefine-Classes")).isEqualTo("true");
    assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    assertThat(manifest.getValue("Implementation-Version")).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(manifest.getValue("Boot-Class-Path")).isNull();
  }

  @Test
  void isBytecodeThatEveryTargetReads() throws IOException {
    for (String name : jar.files()) {
      if (name.endsWith(".class")) {
        int version = jar.version(name);
        assertThat(version)
            .as(name)
            .isLessThanOrEqualTo(name.startsWith("META-INF/versions/9/") ? JAVA_9 : JAVA_8);
      }
    }
  }

  @Test
  void bootClassesKnowNothingButTheJdk() throws IOException {
    List<String> boot =
        jar.files().stream().filter(name -> name.startsWith("java/porteiro/")).toList();
    assertThat(boot)
        .containsExactlyInAnyOrder(
            "java/porteiro/AgentErrors.class",
            "java/porteiro/Porteiro.class",
            "java/porteiro/SocketEvents.class",
            "java/porteiro/package-info.class");
    for (String name : boot) {
      assertThat(jar.references(name)).as(name).allMatch(type -> type.startsWith("java/"));
    }
  }

  @Test
  void nothingRefersToWhatWasRelocated() throws IOException {
    for (String name : jar.files()) {
      if (name.endsWith(".class")) {
        assertThat(jar.references(name))
            .as(name)
            .noneMatch(
                type ->
                    type.startsWith("java/util/logging/")
                        || type.startsWith("org/objectweb/asm/")
                        || type.startsWith("io/micrometer/")
                        || type.startsWith("io/prometheus/")
                        || type.startsWith("org/apache/hc/")
                        || type.startsWith("org/snakeyaml/")
                        || type.startsWith("io/porteiro/agent/bootstrap/"));
      }
    }
  }
}
