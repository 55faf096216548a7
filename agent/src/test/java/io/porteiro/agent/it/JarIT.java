package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** The one file that users deploy, opened. */
class JarIT {

  private static final long MAX_BYTES = 4_000_000;
  private static final int JAVA_8 = 52;
  private static final int JAVA_9 = 53;

  private static JarFile jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(Jvm.AGENT.toFile());
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
    assertThat(files())
        .allMatch(
            name ->
                name.startsWith("java/porteiro/")
                    || name.startsWith("io/porteiro/agent/")
                    || name.startsWith("io/porteiro/shaded/")
                    || name.startsWith("META-INF/versions/9/io/porteiro/agent/")
                    || name.matches("META-INF/[^/]*"));
    assertThat(files()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    assertThat(files()).noneMatch(name -> name.startsWith("META-INF/services/"));
  }

  @Test
  void hasTheManifestOfAnAgent() throws IOException {
    Attributes manifest = jar.getManifest().getMainAttributes();
    assertThat(manifest.getValue("Premain-Class")).isEqualTo("io.porteiro.agent.PorteiroAgent");
    assertThat(manifest.getValue("Agent-Class")).isEqualTo("io.porteiro.agent.PorteiroAgent");
    assertThat(manifest.getValue("Can-Redefine-Classes")).isEqualTo("true");
    assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    assertThat(manifest.getValue("Implementation-Version")).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(manifest.getValue("Boot-Class-Path")).isNull();
  }

  @Test
  void isBytecodeThatEveryTargetReads() throws IOException {
    for (String name : files()) {
      if (name.endsWith(".class")) {
        int version = version(name);
        assertThat(version)
            .as(name)
            .isLessThanOrEqualTo(name.startsWith("META-INF/versions/9/") ? JAVA_9 : JAVA_8);
      }
    }
  }

  @Test
  void bootClassesKnowNothingButTheJdk() throws IOException {
    List<String> boot = files().stream().filter(name -> name.startsWith("java/porteiro/")).toList();
    assertThat(boot)
        .containsExactlyInAnyOrder(
            "java/porteiro/AgentErrors.class",
            "java/porteiro/Porteiro.class",
            "java/porteiro/SocketEvents.class",
            "java/porteiro/package-info.class");
    for (String name : boot) {
      assertThat(references(name)).as(name).allMatch(type -> type.startsWith("java/"));
    }
  }

  @Test
  void nothingRefersToWhatWasRelocated() throws IOException {
    for (String name : files()) {
      if (name.endsWith(".class")) {
        assertThat(references(name))
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

  private static List<String> files() {
    List<String> names = new ArrayList<>();
    jar.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> names.add(entry.getName()));
    return names;
  }

  private static int version(String name) throws IOException {
    try (DataInputStream in =
        new DataInputStream(jar.getInputStream(new JarEntry(jar.getEntry(name))))) {
      in.readInt();
      in.readUnsignedShort();
      return in.readUnsignedShort();
    }
  }

  private static Set<String> references(String name) throws IOException {
    Set<String> types = new TreeSet<>();
    Remapper collector =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String type) {
            types.add(type);
            return type;
          }
        };
    try (var in = jar.getInputStream(jar.getEntry(name))) {
      new ClassReader(in.readAllBytes())
          .accept(new ClassRemapper(new ClassVisitor(Opcodes.ASM9) {}, collector), 0);
    }
    return types;
  }
}
