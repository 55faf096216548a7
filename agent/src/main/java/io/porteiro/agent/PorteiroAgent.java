package io.porteiro.agent;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The class that the JVM calls first. Lives in the system loader, with a class path that is the
 * application's, so it does as little as it can: no logging framework, no JMX, no HTTP, nothing
 * that the application may want to set up first. Whatever goes wrong, the application starts.
 */
public final class PorteiroAgent {

  private static final AtomicBoolean started = new AtomicBoolean();

  private PorteiroAgent() {}

  /** For {@code -javaagent:porteiro.jar[=ARGUMENTS]}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  /** For an attach to a running JVM. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  private static void start(String arguments, Instrumentation instrumentation) {
    try {
      if (!started.compareAndSet(false, true)) {
        System.err.println("porteiro: already running in this JVM; nothing was changed");
        return;
      }
      AgentOptions options = AgentOptions.read(arguments, System.err);
      BootClasses.define(instrumentation);
      new JdkTransformer(instrumentation, options).install();
    } catch (Throwable error) {
      System.err.println("porteiro: not started, the application runs without it: " + error);
      error.printStackTrace();
    }
  }
}
