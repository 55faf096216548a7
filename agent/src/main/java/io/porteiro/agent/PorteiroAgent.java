package io.porteiro.agent;

import java.lang.instrument.Instrumentation;

/**
 * The class that the JVM calls first. Lives in the system loader, with a class path that is the
 * application's, so it does as little as it can: no logging framework, no JMX, no HTTP, nothing
 * that the application may want to set up first. Whatever goes wrong, the application starts.
 */
public final class PorteiroAgent {

  private static boolean started;

  private PorteiroAgent() {}

  /** For {@code -javaagent:porteiro.jar[=ARGUMENTS]}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  /** For an attach to a running JVM. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  private static synchronized void start(String arguments, Instrumentation instrumentation) {
    try {
      if (started) {
        System.err.println("porteiro: already running in this JVM; nothing was changed");
        return;
      }
      started = true;
      if (arguments != null) {
        AgentOptions.check(arguments, System.err);
      }
      new JdkTransformer(instrumentation, arguments).install();
    } catch (Throwable error) {
      System.err.println("porteiro: not started, the application runs without it: " + error);
    }
  }
}
