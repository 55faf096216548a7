package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A program in a JVM of its own, under the packed agent unless told otherwise. Closing it ends its
 * standard input, which ends every program of ours, and then, if it must, the process.
 */
final class Jvm implements AutoCloseable {

  static final Path AGENT = Path.of(System.getProperty("agent.jar", "target/porteiro.jar"));
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final boolean endsBySignal;
  private final int metricsPort;
  private final Output out;
  private final Output err;

  private Jvm(Process process, boolean endsBySignal, int metricsPort) {
    this.process = process;
    this.endsBySignal = endsBySignal;
    this.metricsPort = metricsPort;
    this.out = new Output(process.getInputStream());
    this.err = new Output(process.getErrorStream());
  }

  static Builder on(Jdk jdk) {
    return new Builder(jdk);
  }

  long pid() {
    return handle().pid();
  }

  /** The JVM, which may be a child of a script. */
  ProcessHandle handle() {
    return isJava(process.toHandle())
        ? process.toHandle()
        : process.descendants().filter(Jvm::isJava).findFirst().orElse(process.toHandle());
  }

  private static boolean isJava(ProcessHandle handle) {
    return handle.info().command().orElse("").endsWith("/java");
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }

  /** What the application printed as {@code listening NAME}. */
  String listening() {
    await(
        "a line 'listening'", () -> out.text().contains("listening ") && out.text().contains("\n"));
    return out.text()
        .lines()
        .filter(l -> l.startsWith("listening "))
        .findFirst()
        .orElseThrow()
        .substring("listening ".length());
  }

  /** Has the program do something, and waits until it says that it has. */
  void command(String line) {
    say(line);
    await("done " + line, () -> out.text().contains("done " + line));
  }

  /** Has {@code Sockets} do something, waits until it is done, and returns what it said. */
  String ask(String line) {
    int before = out.text().length();
    say(line);
    await("done with " + line, () -> ("\n" + out.text().substring(before)).endsWith("\ndone\n"));
    String said = out.text().substring(before);
    return said.substring(0, said.length() - "done\n".length()).strip();
  }

  /** Has {@code Sockets} do something that fails, and returns the exception, as text. */
  String failure(String line) {
    String said = ask(line);
    assertThat(said).startsWith("failed ");
    return said.substring("failed ".length());
  }

  void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(err.text(), e);
    }
  }

  Scrape scrape() {
    return Scrape.of(metricsPort);
  }

  /** Waits for the endpoint. */
  Scrape firstScrape() {
    await("the endpoint", () -> Scrape.isUp(metricsPort));
    return scrape();
  }

  int metricsPort() {
    return metricsPort;
  }

  /** Its exit code, when it has ended by itself. */
  int exit() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    out.join();
    err.join();
    return process.exitValue();
  }

  /**
   * Until the condition holds; a series that is not there yet makes it false. Fails at once when
   * the program has ended.
   */
  void await(String what, Callable<Boolean> condition) {
    AtomicReference<AssertionError> last = new AtomicReference<>();
    try {
      awaitOrForget(what, condition, last);
    } catch (ConditionTimeoutException timeout) {
      if (last.get() != null) {
        timeout.addSuppressed(last.get());
      }
      throw timeout;
    }
  }

  private void awaitOrForget(
      String what, Callable<Boolean> condition, AtomicReference<AssertionError> last) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              try {
                if (condition.call()) {
                  return true;
                }
              } catch (AssertionError notYet) {
                last.set(notYet);
              }
              if (!process.isAlive()) {
                out.join();
                err.join();
                throw new IllegalStateException(
                    "the program ended: " + out.text() + "\n" + err.text());
              }
              return false;
            });
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends its standard input, and waits until it has ended. */
  void stop() {
    if (endsBySignal) {
      process.destroy();
    }
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // it has ended
    }
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    out.join();
    err.join();
  }

  /**
   * A port that was free a moment ago, given to nobody else here, and below those that the system
   * gives to clients, of which one may come before the program has bound it.
   */
  static int freePort() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      if (given.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port from 20000 to 32000 is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  static final class Builder {

    private final Jdk jdk;
    private final List<String> options = new ArrayList<>();
    private final List<String> main = new ArrayList<>();
    private final List<String> launcher = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final int metricsPort = freePort();
    private String arguments = "port=" + metricsPort;
    private String classPath = libraries();
    private String java;
    private int maxFiles;
    private boolean verified = true;
    private boolean endsBySignal;
    private boolean tool;
    private String variable;

    private Builder(Jdk jdk) {
      this.jdk = jdk;
      this.java = jdk.java();
    }

    /** The tests' class path but for the agent's own classes, which are to come from its jar. */
    private static String libraries() {
      return Arrays.stream(System.getProperty("java.class.path").split(":"))
          .filter(entry -> !entry.endsWith("target/classes") && !entry.contains("porteiro-agent"))
          .collect(Collectors.joining(":"));
    }

    /** The agent's argument; null for no agent. */
    Builder agent(String arguments) {
      this.arguments = arguments;
      return this;
    }

    Builder agentAlso(String arguments) {
      this.arguments += "," + arguments;
      return this;
    }

    boolean hasAgent() {
      return arguments != null;
    }

    Builder options(String... more) {
      options.addAll(Arrays.asList(more));
      return this;
    }

    /** Only the programs of these tests, none of their libraries. */
    Builder bare() {
      classPath = Path.of("target", "test-classes").toAbsolutePath().toString();
      return this;
    }

    /** The programs of these tests, and of libraries that set of jars alone. */
    Builder with(String jars) {
      bare();
      classPath += ":" + Path.of("target", "it-libs", jars).toAbsolutePath() + "/*";
      return this;
    }

    /** As above, with the jars on the module path. */
    Builder withModules(String jars) {
      String path = Path.of("target", "it-libs", jars).toAbsolutePath().toString();
      return bare().options("--module-path", path, "--add-modules", "ALL-MODULE-PATH");
    }

    int metricsPort() {
      return metricsPort;
    }

    /** The limit of open files, as ulimit -n sets it. */
    Builder maxFiles(int limit) {
      maxFiles = limit;
      return this;
    }

    /** A command that is to start the JVM, and becomes it. */
    Builder startedBy(String... command) {
      launcher.addAll(Arrays.asList(command));
      return this;
    }

    /** Opens these packages of {@code java.base}, where there are modules. */
    Builder open(String... packages) {
      for (String name : packages) {
        if (jdk.version() > 8) {
          options("--add-opens", "java.base/" + name + "=ALL-UNNAMED");
        }
      }
      return this;
    }

    /** Without the verification of all classes, for which a JVM gives up class-data sharing. */
    Builder unverified() {
      verified = false;
      return this;
    }

    /** A server that does not end with its standard input. */
    Builder endsBySignal() {
      endsBySignal = true;
      return this;
    }

    /** A program of the JDK's {@code bin}, which takes the JVM's options in its own way. */
    Builder tool(String name) {
      java = jdk.tool(name).toString();
      tool = true;
      return noClassPath();
    }

    /** A script that starts the JVM, which gets its options from an environment variable. */
    Builder script(Path script, String variable) {
      java = script.toString();
      this.variable = variable;
      return noClassPath();
    }

    Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Builder classPath(Path jar) {
      classPath = jar.toString();
      return this;
    }

    Builder noClassPath() {
      classPath = null;
      return this;
    }

    Builder java(Path java) {
      this.java = java.toString();
      return this;
    }

    Builder main(String... mainAndArguments) {
      main.addAll(Arrays.asList(mainAndArguments));
      return this;
    }

    Jvm start() {
      List<String> command = new ArrayList<>(List.of(java));
      if (variable == null) {
        jvmOptions().forEach(option -> command.add(tool ? "-J" + option : option));
      } else {
        environment("JAVA_HOME", jdk.home().toString());
        environment(variable, String.join(" ", jvmOptions()));
      }
      command.addAll(main);
      if (maxFiles > 0) {
        command.addAll(
            0, List.of("bash", "-c", "ulimit -n " + maxFiles + "; exec \"$@\"", "limited"));
      }
      command.addAll(0, launcher);
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Jvm(builder.start(), endsBySignal, metricsPort);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private List<String> jvmOptions() {
      List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
      if (verified) {
        all.add("-Xverify:all");
      }
      if (arguments != null) {
        all.add(
            "-javaagent:" + AGENT.toAbsolutePath() + (arguments.isEmpty() ? "" : "=" + arguments));
      }
      all.addAll(options);
      if (classPath != null) {
        all.addAll(List.of("-cp", classPath));
      }
      return all;
    }
  }

  /** Reads a stream to its end, so that the program never waits for a reader. */
  private static final class Output {

    private final StringBuffer text = new StringBuffer();
    private final Thread reader;

    Output(InputStream in) {
      reader = new Thread(() -> read(in), "output");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream in) {
      try (BufferedReader lines =
          new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          text.append(line).append('\n');
        }
      } catch (IOException ended) {
        // with the process
      }
    }

    String text() {
      return text.toString();
    }

    void join() {
      try {
        reader.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
