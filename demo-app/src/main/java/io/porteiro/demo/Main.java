package io.porteiro.demo;

import io.porteiro.demo.client.ReservedPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Starts the demo from the command line; see {@link Options#USAGE}.
 *
 * <p>It ends with 0 after its {@code --duration}, with 1 when a port cannot be opened, with 2 when
 * an option is wrong, and as any Java program does when it is stopped by a signal.
 */
public final class Main {

  private static final int OFFSET_WITHOUT_RESERVED_PORTS = 10000;
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);
  private static final Duration FOR_EVER = Duration.ofDays(36500);

  private Main() {}

  /** Runs the demo until its time is over or it is stopped. */
  public static void main(String[] args) {
    int code = run(args, System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        out.print(Options.USAGE);
      } else {
        serve(open(options, out::println), options);
      }
      return 0;
    } catch (OptionException e) {
      err.println("porteiro-demo: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("porteiro-demo: " + e.getMessage());
      return 1;
    }
  }

  private static Demo open(Options options, Consumer<String> out) throws IOException {
    try {
      return Demo.open(options, Setup.withOffset(options.portOffset().orElse(0)), out);
    } catch (IOException e) {
      if (options.portOffset().isPresent()
          || !(e.getCause() instanceof BindException)
          || !ReservedPorts.denied(options.host())) {
        throw e;
      }
    }
    out.accept(
        "ports under 1024 are not allowed here: --port-offset "
            + OFFSET_WITHOUT_RESERVED_PORTS
            + " it is");
    return Demo.open(options, Setup.withOffset(OFFSET_WITHOUT_RESERVED_PORTS), out);
  }

  /**
   * Waits for the end: of the duration, or by a signal.
   *
   * <p>The clients rest for the last two seconds of a duration (the last quarter of a short one):
   * time to read the metrics and find what the demo said it did.
   */
  static void serve(Demo demo, Options options) throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(demo), "demo-stop"));
    } catch (IllegalStateException e) {
      // Stopped already, before it began.
      demo.close();
      return;
    }
    demo.begin(options.unexpectedAfter());
    Duration duration = options.duration().orElse(FOR_EVER);
    Duration quarter = duration.dividedBy(4);
    Duration rest = quarter.compareTo(LONGEST_REST) < 0 ? quarter : LONGEST_REST;
    try (demo) {
      demo.awaitClose(duration.minus(rest));
      demo.rest();
      demo.awaitClose(rest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Demo demo) {
    try {
      demo.close();
    } catch (IOException e) {
      // The program ends, and with it whatever could not be closed.
    }
  }
}
