package io.porteiro.agent;

import io.porteiro.agent.config.AgentOptions;
import java.lang.instrument.Instrumentation;

/**
 * The class that the JVM calls first. Lives in the system loader, with a class path that is the
 * application's, so it does as little as it can: no logging framework, no JMX, no HTTP, nothing
 * that the application may want to set up first. Whatever goes wrong, the application starts.
 *
 * <p>When the application brings a system loader, this hands over to itself in a loader of the
 * agent's own: the application's may hold its lock while it waits for the weaving of a class, and
 * the weaving must not need that lock for a class of its own meanwhile.
 */
public final class PorteiroAgent {

  /** What an attach gives instead of arguments to take the agent out. */
  private static final String DETACH = "@detach";

  /** What comes before the arguments when whoever attaches tells the user where the endpoint is. */
  private static final String QUIET = "@quiet ";

  private static JdkTransformer running;

  /** This class in the loader that it handed over to; null when it did not. */
  private static Class<?> successor;

  private PorteiroAgent() {}

  /** For {@code -javaagent:porteiro.jar[=ARGUMENTS]}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    if (!handOver("premain", arguments, instrumentation)) {
      start(arguments, instrumentation, Entrance.COMMAND_LINE);
    }
  }

  /** For an attach to a running JVM: returns when everything is counted, or taken out. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    if (handOver("agentmain", arguments, instrumentation)) {
      return;
    }
    if (DETACH.equals(arguments)) {
      stop();
    } else if (arguments != null && arguments.startsWith(QUIET)) {
      start(arguments.substring(QUIET.length()), instrumentation, Entrance.TOOL);
    } else {
      start(arguments, instrumentation, Entrance.ATTACH);
    }
  }

  /** Returns whether it has. */
  private static synchronized boolean handOver(
      String method, String arguments, Instrumentation instrumentation) {
    if (isInALoaderOfTheJdkOrOurs()) {
      return false;
    }
    try {
      if (successor == null) {
        successor = new AgentClassLoader().loadClass(PorteiroAgent.class.getName());
      }
      successor
          .getMethod(method, String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (Throwable error) {
      System.err.println("porteiro: not started, the application runs without it: " + error);
    }
    return true;
  }

  private static boolean isInALoaderOfTheJdkOrOurs() {
    Class<?> loader = PorteiroAgent.class.getClassLoader().getClass();
    // by name: there are as many classes AgentClassLoader as there are loaders of this one
    return loader.getClassLoader() == null
        || loader.getName().equals(AgentClassLoader.class.getName());
  }

  private static synchronized void start(
      String arguments, Instrumentation instrumentation, Entrance entrance) {
    try {
      if (running != null) {
        alreadyRunning(entrance);
        return;
      }
      running = new JdkTransformer(instrumentation, arguments, entrance);
      if (arguments != null) {
        AgentOptions.check(arguments, System.err);
      }
      running.install();
    } catch (Throwable error) {
      System.err.println("porteiro: not started, the application runs without it: " + error);
      giveUp();
    }
  }

  /** A tool that comes in the first second sees an agent that does not show itself yet. */
  private static void alreadyRunning(Entrance entrance) throws InterruptedException {
    if (entrance == Entrance.TOOL) {
      running.awaitReady();
    } else {
      System.err.println("porteiro: already running in this JVM; nothing was changed");
    }
  }

  private static void giveUp() {
    try {
      if (running != null) {
        running.uninstall();
      }
    } catch (Throwable error) {
      // it was said why it did not start
    }
    running = null;
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
