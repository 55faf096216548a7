package io.porteiro.agent.inventory;

import java.lang.reflect.Method;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;

/** Names the jar, or the OSGi bundle, that a class was loaded from. */
final class Artifacts {

  private Artifacts() {}

  /**
   * The last part of the class's code source, or an empty string when it has none; where that is a
   * bundle's, which is another for each start, its symbolic name and version.
   */
  static String of(Class<?> type) {
    try {
      ProtectionDomain domain = type.getProtectionDomain();
      CodeSource source = domain == null ? null : domain.getCodeSource();
      URL location = source == null ? null : source.getLocation();
      if (location == null) {
        return "";
      }
      return location.getProtocol().startsWith("bundle")
          ? bundle(type.getClassLoader())
          : name(location.getPath());
    } catch (ReflectiveOperationException | RuntimeException forbiddenOrNoBundle) {
      return "";
    }
  }

  /** Asks a {@code BundleReference}, which OSGi's loaders are, for its {@code Bundle}. */
  private static String bundle(ClassLoader loader) throws ReflectiveOperationException {
    Method reference = loader.getClass().getMethod("getBundle");
    Object bundle = reference.invoke(loader);
    // the interface: the class behind it need not be public
    Class<?> type = reference.getReturnType();
    return type.getMethod("getSymbolicName").invoke(bundle)
        + "-"
        + type.getMethod("getVersion").invoke(bundle);
  }

  /**
   * The file's name in a path: {@code /lib/a.jar}, {@code /classes/} or, as Spring Boot nests them,
   * {@code /app.jar/!BOOT-INF/lib/a.jar!/}.
   */
  static String name(String path) {
    int end = path.length();
    while (end > 0 && (path.charAt(end - 1) == '/' || path.charAt(end - 1) == '!')) {
      end--;
    }
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }
}
