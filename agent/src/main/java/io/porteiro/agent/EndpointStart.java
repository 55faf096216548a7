package io.porteiro.agent;

import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.export.HttpEndpoint;
import io.porteiro.agent.export.HttpRouter;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Binds the endpoint. A port that is taken costs the endpoint, not the application: it is tried
 * again until it is free, and said once, though not by a JVM that ends before it was worth a word,
 * as a child may that has inherited the agent and with it its parent's port. Lives in the agent's
 * own loader.
 */
final class EndpointStart {

  private static final long RETRY_MILLIS = 1_000;
  private static final int SILENT_ATTEMPTS = 5;

  private final AgentOptions options;
  private final Supplier<HttpRouter> router;
  private final boolean quiet;

  /**
   * @param quiet whether somebody else tells the user where it is
   */
  EndpointStart(AgentOptions options, Supplier<HttpRouter> router, boolean quiet) {
    this.options = options;
    this.router = router;
    this.quiet = quiet;
  }

  HttpEndpoint untilBound() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpEndpoint endpoint =
            HttpEndpoint.start(
                options.host(), options.port(), router, task -> new AgentThread(task, "http"));
        announce(endpoint);
        return endpoint;
      } catch (IOException | RuntimeException | Error e) {
        if (attempt == SILENT_ATTEMPTS) {
          System.err.println(
              "porteiro: no metrics yet, "
                  + address(options.host(), options.port())
                  + " cannot be bound and is tried again: "
                  + (e instanceof IOException ? e.getMessage() : e));
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void announce(HttpEndpoint endpoint) {
    if (options.port() == 0 && !quiet) {
      String host = endpoint.address().getHostAddress();
      System.err.println(
          "porteiro: metrics at http://" + address(host, endpoint.port()) + "/metrics");
    }
    if (options.portFile() != null) {
      write(new File(options.portFile()), endpoint.port());
    }
  }

  /** Whole or not at all, as a script may be waiting for it. */
  private static void write(File file, int port) {
    File part = new File(file.getPath() + ".part");
    try {
      try (Writer out =
          new OutputStreamWriter(new FileOutputStream(part), StandardCharsets.US_ASCII)) {
        out.write(port + "\n");
      }
      if (!part.renameTo(file)) {
        throw new IOException("cannot be replaced");
      }
    } catch (IOException e) {
      System.err.println("porteiro: portFile '" + file + "' was not written: " + e.getMessage());
    }
  }

  private static String address(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
