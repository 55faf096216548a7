package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;

/**
 * A thread of the agent's: a daemon, so that it never keeps the application alive, without a
 * context class loader, so that it keeps none of the application's loaded. Sockets that it opens
 * are the agent's own. Lives in the agent's own loader.
 */
final class AgentThread extends Thread {

  private final boolean own;

  AgentThread(Runnable task, String name) {
    this(task, name, true);
  }

  private AgentThread(Runnable task, String name, boolean own) {
    super(null, task, "porteiro-" + name);
    this.own = own;
    setDaemon(true);
    setContextClassLoader(null);
    // an application's own default handler may well end the JVM
    setUncaughtExceptionHandler((thread, error) -> AgentErrors.count("export", error));
  }

  /** One that calls the application's code: what sockets that opens are the application's. */
  static AgentThread callingOthers(Runnable task, String name) {
    return new AgentThread(task, name, false);
  }

  /** Whether sockets that the current thread opens are the agent's own. */
  static boolean isCurrent() {
    Thread current = Thread.currentThread();
    return current instanceof AgentThread && ((AgentThread) current).own;
  }
}
