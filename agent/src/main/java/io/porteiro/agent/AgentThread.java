package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;

/**
 * A thread of the agent's: a daemon, so that it never keeps the application alive, without a
 * context class loader, so that it keeps none of the application's loaded. Sockets that it opens
 * are the agent's own. Lives in the agent's own loader.
 */
final class AgentThread extends Thread {

  AgentThread(Runnable task, String name) {
    super(null, task, "porteiro-" + name);
    setDaemon(true);
    setContextClassLoader(null);
    // an application's own default handler may well end the JVM
    setUncaughtExceptionHandler((thread, error) -> AgentErrors.count("export", error));
  }

  static boolean isCurrent() {
    return Thread.currentThread() instanceof AgentThread;
  }
}
