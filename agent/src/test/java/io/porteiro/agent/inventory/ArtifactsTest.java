package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

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

  /** Apache Felix's, as Karaf has it: its code sources are URLs with a random host. */
  @Test
  void aClassOfABundleHasItsSymbolicNameAndVersion(@TempDir Path folder) throws Exception {
    Path jar = bundle(folder);
    Framework felix =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("cache").toString(),
                    "felix.service.urlhandlers",
                    "false"));
    felix.start();
    try {
      Bundle door;
      try (InputStream in = Files.newInputStream(jar)) {
        door = felix.getBundleContext().installBundle("mvn:org.example/door/1.2.3", in);
      }
      Class<?> type = door.loadClass(InABundle.class.getName());
      assertThat(type).isNotSameAs(InABundle.class);
      assertThat(Artifacts.of(type)).isEqualTo("org.example.door-1.2.3");
    } finally {
      felix.stop();
      felix.waitForStop(20_000);
    }
  }

  private static Path bundle(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    Attributes head = manifest.getMainAttributes();
    head.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    head.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    head.putValue(Constants.BUNDLE_SYMBOLICNAME, "org.example.door");
    head.putValue(Constants.BUNDLE_VERSION, "1.2.3");
    Path jar = folder.resolve("door.jar");
    String file = InABundle.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = InABundle.class.getClassLoader().getResourceAsStream(file)) {
      out.putNextEntry(new ZipEntry(file));
      in.transferTo(out);
    }
    return jar;
  }

  private static final class InABundle {}

  @Test
  void aClassWithoutACodeSourceHasNone() {
    assertThat(Artifacts.of(Object.class)).isEmpty();
    assertThat(Artifacts.of(int.class)).isEmpty();
  }
}
