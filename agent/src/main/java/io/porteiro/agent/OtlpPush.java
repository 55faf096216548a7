package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.export.ForeignMeters;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Has the meters pushed, by a jar of its own in a loader of its own, and once more when the JVM
 * ends, which does not wait for that to speak of. What it lacks is said in one line. Lives in the
 * agent's own loader.
 */
final class OtlpPush implements Rounds.Task, AutoCloseable {

  private static final String JAR = "porteiro-otlp.jar";
  private static final String EXPORTER = "io.porteiro.otlp.OtlpExporter";
  private static final String PATH = "/v1/metrics";

  /** How long the end of the JVM waits for the last push. */
  private static final long EXIT_MILLIS = 500;

  /** And the taking out of the agent. */
  private static final long CLOSE_MILLIS = 5_000;

  private final String url;
  private final String jar;
  private final Function<Object, ForeignMeters> metersOf;
  private final Thread exit = new AgentThread(() -> pushLast(EXIT_MILLIS), "exit");
  private boolean started;
  private AgentClassLoader loader;
  private AutoCloseable exporter;
  private ForeignMeters meters;

  /**
   * @param jar null for the one beside the agent's
   * @param meters makes them for a registry
   */
  OtlpPush(String url, String jar, Function<Object, ForeignMeters> meters) {
    this.url = withPath(url);
    this.jar = jar;
    this.metersOf = meters;
  }

  /** Of a URL that has none, that of the protocol. */
  private static String withPath(String url) {
    String path = URI.create(url).getRawPath();
    return path.isEmpty() || path.equals("/") ? url.replaceFirst("/?$", PATH) : url;
  }

  @Override
  public synchronized void round() {
    if (!started) {
      started = true;
      start();
      refresh();
      if (exporter != null) {
        new AgentThread((Runnable) exporter, "otlp").start();
      }
    } else {
      refresh();
    }
  }

  private void refresh() {
    if (meters != null && meters.refresh()) {
      meters.apply();
    }
  }

  private void start() {
    try {
      Object made = exporter();
      exporter = (AutoCloseable) made;
      meters = metersOf.apply(((Supplier<?>) made).get());
      Runtime.getRuntime().addShutdownHook(exit);
    } catch (InvocationTargetException e) {
      unavailable(e.getCause());
    } catch (IllegalStateException ending) {
      // too late for a first push
    } catch (Exception | LinkageError e) {
      unavailable(e);
    }
  }

  private Object exporter() throws IOException, ReflectiveOperationException {
    URL file = file();
    loader = new AgentClassLoader(file);
    ThreadFactory threads = task -> new AgentThread(task, "otlp");
    Consumer<String> complaints = sentence -> System.err.println("porteiro: " + sentence);
    return loader
        .loadClass(EXPORTER)
        .getConstructor(String.class, ThreadFactory.class, Consumer.class)
        .newInstance(url, threads, complaints);
  }

  private URL file() throws IOException {
    File file = jar == null ? beside(AgentClassLoader.jar()) : new File(jar);
    if (!file.isFile()) {
      throw new IOException("there is no " + file + "; accepted: otlp.jar=the path of " + JAR);
    }
    return file.toURI().toURL();
  }

  private static File beside(URL agent) throws MalformedURLException {
    try {
      return new File(new File(agent.toURI()).getParentFile(), JAR);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new MalformedURLException("the agent's jar is no file: " + agent);
    }
  }

  private void unavailable(Throwable error) {
    System.err.println(
        "porteiro: nothing is pushed to "
            + url
            + ": "
            + (error instanceof IOException ? error.getMessage() : error));
  }

  /** Whatever it takes, no longer than that. */
  private void pushLast(long millis) {
    Thread last = new AgentThread(this::pushLast, "last");
    last.start();
    try {
      last.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void pushLast() {
    if (exporter != null) {
      try {
        refresh();
        exporter.close();
      } catch (Throwable error) {
        AgentErrors.count("otlp", error);
      }
      exporter = null;
    }
  }

  /** Pushes once more, and lets go of all. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException ending) {
      return;
    }
    pushLast(CLOSE_MILLIS);
    try {
      if (loader != null) {
        loader.close();
      }
    } catch (IOException error) {
      AgentErrors.count("otlp", error);
    }
  }
}
