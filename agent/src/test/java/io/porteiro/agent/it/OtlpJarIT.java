package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The second file, for those who push, opened. */
class OtlpJarIT {

  private static final int JAVA_8 = 52;

  private static PackedJar jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new PackedJar(Maven.otlp());
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void hasNothingOutsideItsOwnPackages() {
    assertThat(jar.files())
        .allMatch(
            name ->
                name.startsWith("io/porteiro/otlp/")
                    || name.startsWith("io/porteiro/agent/logging/")
                    || name.matches("META-INF/[^/]*"))
        .contains("io/porteiro/otlp/OtlpExporter.class", "META-INF/LICENSE", "META-INF/NOTICE");
  }

  @Test
  void isBytecodeThatEveryTargetReadsAndTouchesNothingThatMayBeMissing() throws IOException {
    for (String name : jar.files()) {
      if (name.endsWith(".class")) {
        assertThat(jar.version(name)).as(name).isLessThanOrEqualTo(JAVA_8);
        assertThat(jar.references(name))
            .as(name)
            .noneMatch(
                type ->
                    type.startsWith("java/util/logging/")
                        || type.startsWith("sun/misc/")
                        || type.startsWith("io/micrometer/")
                        || type.startsWith("io/opentelemetry/")
                        || type.startsWith("com/google/"));
      }
    }
  }
}
