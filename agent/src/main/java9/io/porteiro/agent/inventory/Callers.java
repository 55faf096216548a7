package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.Porteiro;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** The version for Java 9 and later of the class that finds out who called a socket method. */
final class Callers {

  private static final StackWalker walker =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Callers() {}

  static Class<?> owner() {
    return walker.walk(new FirstOutsideJdk());
  }

  static Class<?> opener() {
    return walker.walk(new Opener());
  }

  static String artifact(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? module.getName() : Artifacts.of(type);
  }

  private static boolean isJdk(Class<?> type) {
    Module module = type.getModule();
    if (!module.isNamed()) {
      return false;
    }
    ClassLoader loader = type.getClassLoader();
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || module.getName().startsWith("jdk.");
  }

  /** A class of its own, as the first lambda of a JVM costs more than the whole walk. */
  private static final class FirstOutsideJdk
      implements Function<Stream<StackWalker.StackFrame>, Class<?>> {

    @Override
    public Class<?> apply(Stream<StackWalker.StackFrame> frames) {
      Class<?> standIn = null;
      boolean woven = false;
      Iterator<StackWalker.StackFrame> iterator = frames.iterator();
      while (iterator.hasNext()) {
        Class<?> type = iterator.next().getDeclaringClass();
        if (!woven) {
          woven = type == Porteiro.class;
        } else if (!isJdk(type)) {
          return type;
        } else if (standIn == null && type.getModule() != Object.class.getModule()) {
          standIn = type;
        }
      }
      return standIn;
    }
  }

  private static final class Opener implements Function<Stream<StackWalker.StackFrame>, Class<?>> {

    @Override
    public Class<?> apply(Stream<StackWalker.StackFrame> frames) {
      NettyOpener search = new NettyOpener();
      boolean woven = false;
      Iterator<StackWalker.StackFrame> iterator = frames.iterator();
      while (iterator.hasNext()) {
        Class<?> type = iterator.next().getDeclaringClass();
        if (!woven) {
          woven = type == Porteiro.class;
        } else if (!isJdk(type) && search.ends(type)) {
          return search.opener();
        }
      }
      return null;
    }
  }
}
