package io.porteiro.agent;

import io.porteiro.agent.config.AgentOptions;
import java.lang.instrument.Instrumentation;

/**
 * The class that the JVM calls first. Lives in the system loader, with a class path that is the
 * application's, so it does as little as it can: no logging framework, no JMX, no HTTP, nothing
 * that the application may want to set up first. Whatever goes wrong, the application starts.
 */
public final class PorteiroAgent {

  /** What an attach gives instead of arguments to take the agent out. */
  private static final String DETACH = "@detach";

  /** What comes before the arguments when whoever attaches tells the user where the endpoint is. */
  private static final String QUIET = "@quiet ";

  private static JdkTransformer running;

  private PorteiroAgent() {}

  /** For {@code -javaagent:porteiro.jar[=ARGUMENTS]}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation, Entrance.COMMAND_LINE);
  }

  /** For an attach to a running JVM: returns when everything is counted, or taken out. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    if (DETACH.equals(arguments)) {
      stop();
    } else if (arguments != null && arguments.startsWith(QUIET)) {
      start(arguments.substring(QUIET.length()), instrumentation, Entrance.TOOL);
    } else {
      start(arguments, instrumentation, Entrance.ATTACH);
    }
  }

  private static synchronized void start(
      String arguments, Instrumentation instrumentation, Entrance entrance) {
    try {
      if (running != null) {
        System.err.println("porteiro: already running in this JVM; nothing was changed");
        return;
      }
      running = new JdkTransformer(instrumentation, arguments, entrance);
      if (arguments != null) {
        AgentOptions.check(arguments, System.err);
      }
      running.install();
    } catch (Throwable error) {
      System.err.println("porteiro: not started, the application runs without it: " + error);
    }
  }

  private static synchronized void stop() {
    try {
      if (running == null) {
        System.err.println("porteiro: not running in this JVM; nothing was changed");
        return;
      }
      running.uninstall();
      running = null;
    } catch (Throwable error) {
      System.err.println("porteiro: not taken out: " + error);
    }
  }
}
