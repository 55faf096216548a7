package io.porteiro.agent.inventory;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;

/** Names the jar that a class was loaded from. */
final class Artifacts {

  private Artifacts() {}

  /** The last part of the class's code source, or an empty string when it has none. */
  static String of(Class<?> type) {
    try {
      ProtectionDomain domain = type.getProtectionDomain();
      CodeSource source = domain == null ? null : domain.getCodeSource();
      URL location = source == null ? null : source.getLocation();
      return location == null ? "" : name(location.getPath());
    } catch (SecurityException forbidden) {
      return "";
    }
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
