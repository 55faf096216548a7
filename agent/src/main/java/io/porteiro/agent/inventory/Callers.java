package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.Porteiro;

/**
 * Finds out who called a socket method, as Java 8 can; the jar has another version of this class
 * for Java 9 and later.
 */
final class Callers {

  private Callers() {}

  /** The class nearest to the woven method that is not the JDK's, or the JDK's that stands in. */
  static Class<?> owner() {
    Class<?> standIn = null;
    boolean woven = false;
    for (Class<?> type : new Context().classes()) {
      if (!woven) {
        woven = type == Porteiro.class;
      } else if (!isJdk(type)) {
        return type;
      } else if (standIn == null && !isSocketCode(type)) {
        standIn = type;
      }
    }
    return standIn;
  }

  /** Who had Netty make the socket that is being made; null when somebody else makes it. */
  static Class<?> opener() {
    NettyOpener search = new NettyOpener();
    boolean woven = false;
    for (Class<?> type : new Context().classes()) {
      if (!woven) {
        woven = type == Porteiro.class;
      } else if (!isJdk(type) && search.ends(type)) {
        return search.opener();
      }
    }
    return null;
  }

  /** The jar or module of a class, or an empty string. */
  static String artifact(Class<?> type) {
    return isJdk(type) ? "rt.jar" : Artifacts.of(type);
  }

  private static boolean isJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null
        || loader == ClassLoader.getSystemClassLoader().getParent()
        // which later versions hide: who made it comes next
        || type.getName().contains("$$Lambda$")
        // what reflection makes, each class with a loader of its own
        || type.getName().startsWith("sun.reflect.");
  }

  private static boolean isSocketCode(Class<?> type) {
    String name = type.getName();
    return name.startsWith("java.") || name.startsWith("sun.nio.");
  }

  /** A security manager is the one thing of Java 8 that sees the classes on the stack. */
  private static final class Context extends SecurityManager {

    Class<?>[] classes() {
      return getClassContext();
    }
  }
}
