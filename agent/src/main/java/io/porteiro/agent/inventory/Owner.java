package io.porteiro.agent.inventory;

/**
 * Who bound a listener. Immutable; holds no class of the application's but through the stack, which
 * is taken cheaply and read only when somebody asks for it.
 */
final class Owner {

  /** The nearest class outside the JDK, by name; empty when nobody knows. */
  final String className;

  /** Its jar or module, or an empty string. */
  final String artifact;

  /** The name of the thread that bound. */
  final String thread;

  private final Throwable stack;

  private Owner(String className, String artifact, String thread, Throwable stack) {
    this.className = className;
    this.artifact = artifact;
    this.thread = thread;
    this.stack = stack;
  }

  /** Of the socket call that is being made on the current thread. */
  static Owner ofCall() {
    Class<?> type = Callers.owner();
    String thread = Thread.currentThread().getName();
    return type == null
        ? new Owner("", "", thread, new Throwable())
        : new Owner(type.getName(), Callers.artifact(type), thread, new Throwable());
  }

  /** The whole stack at the bind, the nearest first. */
  StackTraceElement[] stack() {
    return stack.getStackTrace();
  }
}
