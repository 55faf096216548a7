package io.porteiro.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times scrapes of a process, far enough apart for each to read the operating system's list anew;
 * with connections to it, once more when they are open. {@code benchmarks/scrape} runs it.
 */
public final class Scrapes {

  private static final int QUICK_WARM_UPS = 300;
  private static final int SPACED_WARM_UPS = 5;
  private static final long SPACE_MILLIS = 1_050;

  /** Fewer than there are ports for connections from one address. */
  private static final int CONNECTIONS_OF_AN_ADDRESS = 20_000;

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final URI metrics;
  private final int runs;

  private Scrapes(int port, int runs) {
    this.metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    this.runs = runs;
  }

  /**
   * {@code arguments}: the endpoint's port; how many scrapes to time; and, if connections are to be
   * opened, the port for them and how many. Prints the median in microseconds, and the one with the
   * connections.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Scrapes scrapes = new Scrapes(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    for (int i = 0; i < QUICK_WARM_UPS; i++) {
      scrapes.scrape();
    }
    long median = scrapes.median();
    if (arguments.length == 2) {
      System.out.println(median);
    } else {
      int port = Integer.parseInt(arguments[2]);
      int count = Integer.parseInt(arguments[3]);
      List<SocketChannel> open = connect(port, count);
      scrapes.await(port, count);
      System.out.println(median + " " + scrapes.median());
      if (open.size() != count) {
        throw new IllegalStateException("only " + open.size() + " connections");
      }
    }
    System.exit(0);
  }

  private static List<SocketChannel> connect(int port, int count) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] from = {127, 0, 1, (byte) (1 + i / CONNECTIONS_OF_AN_ADDRESS)};
      SocketChannel channel = SocketChannel.open();
      // ends with a reset: thousands in TIME_WAIT would be in the way of the next run
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      channel.connect(new InetSocketAddress(loopback, port));
      open.add(channel);
    }
    return open;
  }

  /** Until so many connections are counted. */
  private void await(int port, int count) throws IOException, InterruptedException {
    Pattern active =
        Pattern.compile("porteiro_connections_active\\{port=\"" + port + "\".*} ([0-9.E]+)\n");
    long start = System.nanoTime();
    while (true) {
      Matcher matcher = active.matcher(scrape());
      if (matcher.find() && Double.parseDouble(matcher.group(1)) == count) {
        return;
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("there never were " + count + " connections");
      }
      Thread.sleep(10);
    }
  }

  /** In microseconds. */
  private long median() throws IOException, InterruptedException {
    long[] micros = new long[runs];
    for (int i = -SPACED_WARM_UPS; i < runs; i++) {
      Thread.sleep(SPACE_MILLIS);
      long start = System.nanoTime();
      scrape();
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
    }
    Arrays.sort(micros);
    return (micros[(runs - 1) / 2] + micros[runs / 2]) / 2;
  }

  private String scrape() throws IOException {
    try (InputStream body = metrics.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
