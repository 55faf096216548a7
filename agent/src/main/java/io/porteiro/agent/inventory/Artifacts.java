package io.porteiro.agent.inventory;

import java.lang.reflect.Method;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;

/** Names the jar, or the OSGi bundle, that a class was loaded from. */
final class Artifacts {

  private Artifacts() {}

  /**
   * The last part of the class's code source, or an empty string when it has none; of a class of an
   * OSGi bundle, whose code source is another for each start, the bundle's symbolic name and
   * version.
   */
  static String of(Class<?> type) {
    try {
      String bundle = bundle(type.getClassLoader());
      if (bundle != null) {
        return bundle;
      }
      ProtectionDomain domain = type.getProtectionDomain();
      CodeSource source = domain == null ? null : domain.getCodeSource();
      URL location = source == null ? null : source.getLocation();
      return location == null ? "" : name(location.getPath());
    } catch (SecurityException forbidden) {
      return "";
    }
  }

  /** Null for a loader of no bundle. */
  private static String bundle(ClassLoader loader) {
    Class<?> reference = bundleReference(loader);
    if (reference == null) {
      return null;
    }
    try {
      Method getBundle = reference.getMethod("getBundle");
      Object bundle = getBundle.invoke(loader);
      // the interface, as the class behind it need not be public
      Class<?> type = getBundle.getReturnType();
      return type.getMethod("getSymbolicName").invoke(bundle)
          + "-"
          + type.getMethod("getVersion").invoke(bundle);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException ofAnotherKind) {
      return null;
    }
  }

  /** The interface that OSGi has its loaders implement, as the loader itself sees it, or null. */
  private static Class<?> bundleReference(ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> each : type.getInterfaces()) {
        if (each.getName().equals("org.osgi.framework.BundleReference")) {
          return each;
        }
      }
    }
    return null;
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
