package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.Porteiro;
import java.util.Arrays;

/**
 * Who bound a listener. Immutable; holds names alone and no class of the application's, which may
 * have to be unloaded while the listener is open.
 */
final class Owner {

  /** The nearest class outside the JDK, by name; empty when nobody knows. */
  final String className;

  /** Its jar or module, or an empty string. */
  final String artifact;

  /** The name of the thread that bound. */
  final String thread;

  private static final StackTraceElement[] NO_STACK = {};
  private static final String FACADE = Porteiro.class.getName();

  /** Of a listener that no hook saw: native code, another process, or before the agent came. */
  static final Owner NOBODY = new Owner("", "", "", NO_STACK);

  private final StackTraceElement[] stack;

  private Owner(String className, String artifact, String thread, StackTraceElement[] stack) {
    this.className = className;
    this.artifact = artifact;
    this.thread = thread;
    this.stack = stack;
  }

  /**
   * Of the socket call that is being made on the current thread.
   *
   * @param withStack whether to keep the stack too, which is not cheap
   * @param opener who made the socket, for one that Netty binds on a thread of its own; may be null
   */
  static Owner ofCall(boolean withStack, Owner opener) {
    Class<?> type = Callers.owner();
    if (opener != null && type != null && NettyOpener.isNetty(type.getName())) {
      return opener;
    }
    return of(type, withStack);
  }

  /** Of the making of a socket by Netty on the current thread; null for any other. */
  static Owner ofOpening() {
    Class<?> type = Callers.opener();
    return type == null ? null : of(type, true);
  }

  private static Owner of(Class<?> type, boolean withStack) {
    String thread = Thread.currentThread().getName();
    StackTraceElement[] stack = withStack ? new Throwable().getStackTrace() : NO_STACK;
    return type == null
        ? new Owner("", "", thread, stack)
        : new Owner(type.getName(), Callers.artifact(type), thread, stack);
  }

  /**
   * The stack at the bind, the nearest first, from the method on that told the agent; empty where
   * it was not kept.
   */
  StackTraceElement[] stack() {
    int first = 0;
    for (int i = 0; i < stack.length && first == 0; i++) {
      if (stack[i].getClassName().equals(FACADE)) {
        first = i + 1;
      }
    }
    return Arrays.copyOfRange(stack, first, stack.length);
  }
}
