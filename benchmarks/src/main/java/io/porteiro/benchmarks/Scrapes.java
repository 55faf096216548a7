package io.porteiro.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times scrapes of a process, far enough apart for each to read the operating system's list anew.
 * {@code benchmarks/scrape} runs it.
 */
public final class Scrapes {

  private static final int QUICK_WARM_UPS = 300;
  private static final int SPACED_WARM_UPS = 5;
  private static final long SPACE_MILLIS = 1_050;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final byte[] buffer = new byte[64 * 1024];
  private final URI metrics;

  private Scrapes(int port) {
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /**
   * {@code arguments}: the endpoint's port; how many scrapes to time; and maybe a port, and how
   * many connections are to be active on it before. Prints the median in microseconds.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Scrapes scrapes = new Scrapes(Integer.parseInt(arguments[0]));
    if (arguments.length > 2) {
      scrapes.await(arguments[2], Integer.parseInt(arguments[3]));
    }
    for (int i = 0; i < QUICK_WARM_UPS; i++) {
      scrapes.drain();
    }
    System.out.println(scrapes.median(Integer.parseInt(arguments[1])));
    System.exit(0);
  }

  private void await(String port, int count) throws IOException, InterruptedException {
    Pattern active =
        Pattern.compile("porteiro_connections_active\\{port=\"" + port + "\".*} ([0-9.E]+)\n");
    long start = System.nanoTime();
    while (true) {
      Matcher matcher = active.matcher(scrape());
      if (matcher.find() && Double.parseDouble(matcher.group(1)) == count) {
        return;
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IOException("there never were " + count + " connections");
      }
      Thread.sleep(10);
    }
  }

  /** In microseconds. */
  private long median(int runs) throws IOException, InterruptedException {
    long[] micros = new long[runs];
    for (int i = -SPACED_WARM_UPS; i < runs; i++) {
      Thread.sleep(SPACE_MILLIS);
      long start = System.nanoTime();
      drain();
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
    }
    Arrays.sort(micros);
    return (micros[(runs - 1) / 2] + micros[runs / 2]) / 2;
  }

  private void drain() throws IOException {
    try (InputStream body = metrics.toURL().openStream()) {
      while (body.read(buffer) >= 0) {
        // nobody reads it
      }
    }
  }

  private String scrape() throws IOException {
    try (InputStream body = metrics.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
