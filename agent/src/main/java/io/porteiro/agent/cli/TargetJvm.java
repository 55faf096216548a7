package io.porteiro.agent.cli;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Properties;

/**
 * A JVM of the same user on this machine, reached through the JDK's attach mechanism: the module
 * {@code jdk.attach} of 11 and later, by reflection, as the rest is Java 8.
 */
final class TargetJvm implements AutoCloseable {

  private static final String VIRTUAL_MACHINE = "com.sun.tools.attach.VirtualMachine";

  private final String pid;
  private final Class<?> type;
  private final Object machine;

  private TargetJvm(String pid, Class<?> type, Object machine) {
    this.pid = pid;
    this.type = type;
    this.machine = machine;
  }

  static TargetJvm attach(String pid) throws ToolException {
    if (!pid.matches("[1-9][0-9]{0,9}")) {
      throw new ToolException("'" + pid + "' is no process id; jps lists those of JVMs");
    }
    expectJvm(pid);
    try {
      Class<?> type = Class.forName(VIRTUAL_MACHINE);
      return new TargetJvm(pid, type, type.getMethod("attach", String.class).invoke(null, pid));
    } catch (ClassNotFoundException e) {
      throw new ToolException("this Java cannot attach: use a JDK of 11 or later");
    } catch (InvocationTargetException e) {
      throw new ToolException("cannot attach to " + pid + ": " + reason(e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new ToolException("this Java cannot attach: " + e);
    }
  }

  /**
   * The signal that asks a JVM to listen ends any other program. {@code /proc} tells them apart,
   * proc(5); without one the JDK's own checks have to do.
   */
  private static void expectJvm(String pid) throws ToolException {
    expectLibjvm(pid);
    expectSigquit(pid);
  }

  /** {@code SigCgt} of proc(5) has a bit for each signal that is caught; SIGQUIT is the third. */
  private static void expectSigquit(String pid) throws ToolException {
    try {
      for (String line : Files.readAllLines(Paths.get("/proc", pid, "status"))) {
        if (line.startsWith("SigCgt:")
            && (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 1 << 2) == 0) {
          throw new ToolException("process " + pid + " lets nobody attach (-Xrs?)");
        }
      }
    } catch (IOException | NumberFormatException notTold) {
      // the JDK has checks of its own
    }
  }

  private static void expectLibjvm(String pid) throws ToolException {
    if (!Files.isReadable(Paths.get("/proc/self/maps"))) {
      return;
    }
    Path process = Paths.get("/proc", pid);
    try {
      byte[] maps = Files.readAllBytes(process.resolve("maps"));
      if (!new String(maps, StandardCharsets.ISO_8859_1).contains("/libjvm.so")) {
        throw new ToolException("process " + pid + " is no JVM; jps lists those that are");
      }
    } catch (AccessDeniedException e) {
      throw new ToolException("process " + pid + " is another user's: only that user may attach");
    } catch (IOException e) {
      throw new ToolException("there is no process " + pid + "; jps lists JVMs");
    }
  }

  /** Whether it has the network of this JVM, as opposed to a container's. */
  boolean hasThisNetwork() {
    try {
      Path own = Files.readSymbolicLink(Paths.get("/proc/self/ns/net"));
      return own.equals(Files.readSymbolicLink(Paths.get("/proc", pid, "ns/net")));
    } catch (IOException notTold) {
      return true;
    }
  }

  /** Of a key of the agent's; null when it has none, as the agent is not there. */
  String property(String key) throws ToolException {
    return ((Properties) call("getAgentProperties")).getProperty(key);
  }

  /** Has the agent of this very jar run in that JVM; a newer JVM may print a warning of its own. */
  void load(String arguments) throws ToolException {
    try {
      type.getMethod("loadAgent", String.class, String.class).invoke(machine, jar(), arguments);
    } catch (InvocationTargetException e) {
      // how Java 8 says that all went well, which later ones do not understand: JDK-8165736
      if (!"0".equals(e.getCause().getMessage())) {
        throw refused(e);
      }
    } catch (ReflectiveOperationException e) {
      throw new ToolException("this Java cannot attach: " + e);
    }
  }

  private ToolException refused(InvocationTargetException e) {
    return new ToolException("process " + pid + " refused: " + reason(e.getCause()));
  }

  private Object call(String method) throws ToolException {
    try {
      return type.getMethod(method).invoke(machine);
    } catch (InvocationTargetException e) {
      throw refused(e);
    } catch (ReflectiveOperationException e) {
      throw new ToolException("this Java cannot attach: " + e);
    }
  }

  private static String jar() throws ToolException {
    try {
      File file =
          new File(TargetJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (file.isFile()) {
        return file.getAbsolutePath();
      }
      throw new ToolException(file + " is no jar that could be loaded into another JVM");
    } catch (URISyntaxException e) {
      throw new ToolException("this program's jar is not a file: " + e.getMessage());
    }
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.toString() : Text.line(message);
  }

  @Override
  public void close() {
    try {
      call("detach");
    } catch (ToolException gone) {
      // nothing is left to be closed
    }
  }
}
