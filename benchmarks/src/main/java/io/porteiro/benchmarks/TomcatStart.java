package io.porteiro.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Starts a Tomcat, asks it for one page, says how long that took, and a moment later how much
 * memory it took at most. {@code benchmarks/servers} runs it with the agent and without.
 */
public final class TomcatStart {

  private static final long SETTLE_MILLIS = 1_000;
  private static final long PATIENCE_MILLIS = 30_000;

  private TomcatStart() {}

  /**
   * {@code arguments}: when the process was started, in milliseconds since 1970; a directory to
   * work in; with an agent, the file that it writes its endpoint's port to.
   */
  public static void main(String[] arguments) throws Exception {
    int port = start(arguments[1]);
    get(port, "/");
    long millis = System.currentTimeMillis() - Long.parseLong(arguments[0]);
    if (arguments.length > 2) {
      get(Integer.parseInt(await(Path.of(arguments[2]))), "/metrics");
    }
    Thread.sleep(SETTLE_MILLIS);
    get(port, "/");
    System.out.println("started " + millis + " " + peakKibibytes());
    System.exit(0);
  }

  private static int start(String directory) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory);
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", directory);
    Tomcat.addServlet(context, "hello", new HelloServlet()).addMapping("/");
    tomcat.start();
    return tomcat.getConnector().getLocalPort();
  }

  /** The text of a file that is about to be there. */
  private static String await(Path file) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!Files.exists(file)) {
      if (System.nanoTime() - start > PATIENCE_MILLIS * 1_000_000) {
        throw new IOException(file + " does not come");
      }
      Thread.sleep(10);
    }
    return Files.readString(file).trim();
  }

  private static void get(int port, String path) throws IOException {
    try (InputStream body = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
      if (body.readAllBytes().length == 0) {
        throw new IOException(path + " is empty");
      }
    }
  }

  private static long peakKibibytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    }
  }

  private static final class HelloServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().println("hello");
    }
  }
}
