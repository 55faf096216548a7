package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactsTest {

  @ParameterizedTest
  @CsvSource({
    "/lib/a.jar, a.jar",
    "a.jar, a.jar",
    "/app/target/classes/, classes",
    "/app/target/classes//, classes",
    "/app.jar/!BOOT-INF/lib/a.jar!/, a.jar",
    "/app.jar/!BOOT-INF/classes/!/, classes",
    "file:/app.jar!/BOOT-INF/lib/a.jar!/, a.jar",
    "file:/app.jar!/, app.jar",
    "/, ''",
    "'', ''",
    "!, ''"
  })
  void theLastPartOfAPathIsItsName(String path, String name) {
    assertThat(Artifacts.name(path)).isEqualTo(name);
  }

  @Test
  void springBootsUrlsNameTheInnermostJar() throws MalformedURLException {
    URL nested = new URL("jar:file:/srv/app.jar!/BOOT-INF/lib/tomcat-embed-core.jar!/");

    assertThat(Artifacts.name(nested.getPath())).isEqualTo("tomcat-embed-core.jar");
  }

  @Test
  void aClassFromAJarHasTheJarsName() {
    assertThat(Artifacts.of(Test.class)).matches("junit-jupiter-api-.*\\.jar");
  }

  @Test
  void aClassFromADirectoryHasTheDirectorysName() {
    assertThat(Artifacts.of(ArtifactsTest.class)).isEqualTo("test-classes");
  }

  @Test
  void aClassWithoutACodeSourceHasNone() {
    assertThat(Artifacts.of(Object.class)).isEmpty();
    assertThat(Artifacts.of(int.class)).isEmpty();
  }
}
