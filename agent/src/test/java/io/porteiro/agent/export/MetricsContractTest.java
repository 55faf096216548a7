package io.porteiro.agent.export;

import static io.porteiro.agent.kernel.FakeProc.TCP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.UDP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.listener;
import static io.porteiro.agent.kernel.FakeProc.udpRow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.SampleInventory;
import io.porteiro.agent.kernel.FakeProc;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares what is exported with what users were promised, which stands in a file of its own. */
class MetricsContractTest {

  private static final String GOLDEN = "metrics.golden.txt";
  private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  @Test
  void theMetricsAreThePromisedOnes() throws IOException, HttpException {
    assertThat(exported(false))
        .containsExactlyInAnyOrderElementsOf(promised(line -> !line.contains(" histogram [")));
  }

  @Test
  void withAHistogramTheDurationsAreOneAndTheOthersAsBefore() throws IOException, HttpException {
    assertThat(exported(true))
        .containsExactlyInAnyOrderElementsOf(promised(line -> !line.contains(" summary [")));
  }

  private static List<String> promised(Predicate<String> filter) throws IOException {
    try (BufferedReader golden =
        new BufferedReader(
            new InputStreamReader(MetricsContractTest.class.getResourceAsStream(GOLDEN), UTF_8))) {
      return golden
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .filter(filter)
          .toList();
    }
  }

  /** Each metric in the way of the golden file. */
  private List<String> exported(boolean histogram) throws IOException, HttpException {
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    Map<String, TreeSet<String>> labels = new HashMap<>();
    for (String line : scrape(histogram).split("\n")) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else if (line.startsWith("# HELP ")) {
        helps.put(words[2], words[3]);
      } else {
        Matcher series = SERIES.matcher(line);
        assertThat(series.matches()).as(line).isTrue();
        labels
            .computeIfAbsent(metric(series.group(1), types), name -> new TreeSet<>())
            .addAll(labels(series.group(2)));
      }
    }
    assertThat(labels).containsOnlyKeys(types.keySet());
    List<String> metrics = new ArrayList<>();
    types.forEach(
        (name, type) ->
            metrics.add(name + " " + type + " " + labels.get(name) + " " + helps.get(name)));
    return metrics;
  }

  /** The name without what a summary or a histogram adds to it. */
  private static String metric(String series, Map<String, String> types) {
    String name = series.replaceFirst("_(count|sum|bucket)$", "");
    String type = types.get(name);
    return "summary".equals(type) || "histogram".equals(type) ? name : series;
  }

  private static List<String> labels(String text) {
    List<String> names = new ArrayList<>();
    Matcher label = LABEL.matcher(text == null ? "" : text);
    while (label.find()) {
      names.add(label.group(1));
    }
    return names;
  }

  @TempDir private Path folder;

  private String scrape(boolean histogram) throws IOException, ParseException {
    SampleInventory inventory =
        new SampleInventory(10, histogram, kernel())
            .listen("tcp/513")
            .listen("udp/513")
            .listen("unix//run/x.sock")
            .connections("tcp/513", 2, 1, 1_000_000)
            .datagrams("udp/513", 5, 7)
            .acceptFailed("tcp/513", AcceptError.OTHER)
            .bindFailed("tcp/513", BindError.IN_USE)
            .admit(Policy.of(Mode.WARN, List.of()));
    MetricsHandler handler =
        new MetricsHandler(
            inventory::snapshot, () -> Map.of("export", 1L), histogram, () -> true, "1.2.3");
    ClassicHttpResponse response = new BasicClassicHttpResponse(200);
    handler.handle(new BasicClassicHttpRequest("GET", "/metrics"), response, null);
    return EntityUtils.toString(response.getEntity(), UTF_8);
  }

  private KernelSockets kernel() {
    return new FakeProc(folder)
        .table("tcp", TCP_HEADER + listener(513, 1000, 3))
        .table("udp", UDP_HEADER + udpRow(513, 1001, 2304, 39))
        .open(3, 1000)
        .open(4, 1001)
        .sockets();
  }
}
