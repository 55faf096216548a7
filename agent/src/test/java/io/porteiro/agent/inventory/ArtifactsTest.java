package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
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
  void aClassOfABundleHasItsSymbolicNameAndVersion() throws Exception {
    assertThat(Artifacts.of(new BundleLoader(new FakeBundle()).define()))
        .isEqualTo("org.example.door-1.2.3");
    assertThat(Artifacts.of(new BundleLoader(null).define())).isEmpty();
  }

  /** As OSGi has it, with a random host for each start of a framework. */
  public interface Bundle {

    String getSymbolicName();

    Object getVersion();
  }

  private static final class FakeBundle implements Bundle {

    @Override
    public String getSymbolicName() {
      return "org.example.door";
    }

    @Override
    public Object getVersion() {
      return new StringBuilder("1.2.3");
    }
  }

  /** Public, as Felix's is. */
  public static final class BundleLoader extends ClassLoader {

    private final Bundle bundle;

    BundleLoader(Bundle bundle) {
      this.bundle = bundle;
    }

    public Bundle getBundle() {
      return bundle;
    }

    Class<?> define() throws IOException {
      String file = Shapeless.class.getName().replace('.', '/') + ".class";
      byte[] bytes;
      try (InputStream in = Shapeless.class.getClassLoader().getResourceAsStream(file)) {
        bytes = in.readAllBytes();
      }
      URL location =
          new URL(null, "bundle://f78395f5-aa9d-4785-8edd-f19739ab0e3f_48.0:0/", new NoHandler());
      CodeSource source = new CodeSource(location, (Certificate[]) null);
      return defineClass(
          Shapeless.class.getName(), bytes, 0, bytes.length, new ProtectionDomain(source, null));
    }
  }

  private static final class NoHandler extends URLStreamHandler {

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      throw new IOException();
    }
  }

  private static final class Shapeless {}

  @Test
  void aClassWithoutACodeSourceHasNone() {
    assertThat(Artifacts.of(Object.class)).isEmpty();
    assertThat(Artifacts.of(int.class)).isEmpty();
  }
}
