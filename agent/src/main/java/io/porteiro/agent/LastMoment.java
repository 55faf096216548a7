package io.porteiro.agent;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Has something done when the application's shutdown hooks have ended, however long they take, and
 * right before the JVM ends: what is left to be said, and an end to threads that are in a system
 * call, for which HotSpot then waits, 300 ms at most ({@code
 * VM_Exit::wait_for_threads_in_native_to_block}). Unlike a hook it needs no thread, which would
 * take over more than meets the eye from the one that makes it. {@code java.lang.Shutdown} has ten
 * places, of which the JDK uses the first three; where there is no such class, nothing is done.
 * Lives in the agent's own loader.
 */
final class LastMoment {

  private static final int PLACE = 9;

  private LastMoment() {}

  /**
   * Only the first one; another is not taken before that is none any more. The package {@code
   * java.lang} must be open to this class.
   */
  static void is(Runnable task) {
    try {
      Method add = shutdown().getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
      add.setAccessible(true);
      add.invoke(null, PLACE, false, task);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError notThere) {
      // another JDK, a place that is taken, or a JVM that ends already
    }
  }

  /** Nothing is done any more. */
  static void isNone() {
    try {
      Field hooks = shutdown().getDeclaredField("hooks");
      hooks.setAccessible(true);
      ((Runnable[]) hooks.get(null))[PLACE] = null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError notThere) {
      // then there is nothing to be done either
    }
  }

  private static Class<?> shutdown() throws ClassNotFoundException {
    return Class.forName("java.lang.Shutdown", true, null);
  }
}
