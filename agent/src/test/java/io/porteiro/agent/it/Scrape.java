package io.porteiro.agent.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} answered, read as Prometheus reads it. */
final class Scrape {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_:]+)(?:\\{(.*)\\})? ([-+0-9.EeNaInf]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  record Sample(String name, Map<String, String> labels, double value) {

    boolean has(Map<String, String> some) {
      return labels.entrySet().containsAll(some.entrySet());
    }
  }

  private final String text;
  private final List<Sample> samples = new ArrayList<>();

  Scrape(String text) {
    this.text = text;
    for (String line : text.split("\n")) {
      if (!line.startsWith("#") && !line.isBlank()) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
          throw new IllegalArgumentException(line);
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
        samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
      }
    }
  }

  static boolean isUp(int port) {
    try {
      return get(port, "/-/healthy").statusCode() == 200;
    } catch (ConnectException notYet) {
      return false;
    } catch (IOException notAnyMore) {
      // a connection that is kept from the last request ends with whoever answered that
      return false;
    }
  }

  static Scrape of(int port) {
    try {
      HttpResponse<String> response = get(port, "/metrics");
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + ": " + response.body());
      }
      return new Scrape(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static HttpResponse<String> get(int port, String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String text() {
    return text;
  }

  List<Sample> samples() {
    return samples;
  }

  List<Sample> samples(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  List<Sample> samples(String name, Map<String, String> labels) {
    return samples(name).stream().filter(sample -> sample.has(labels)).toList();
  }

  /** The value of the one series with these labels among its own. */
  long value(String name, String... labels) {
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    List<Sample> found = samples(name, wanted);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " series of " + name + wanted + " in\n" + text);
    }
    return (long) found.get(0).value();
  }

  long tcp(String name, String port, String... more) {
    return of("tcp", name, port, more);
  }

  long of(String protocol, String name, String port, String... more) {
    List<String> labels = new ArrayList<>(List.of("protocol", protocol, "port", port));
    labels.addAll(List.of(more));
    return value(name, labels.toArray(new String[0]));
  }

  /** The sum of all errors that the agent swallowed. */
  long agentErrors() {
    List<Sample> errors = samples("porteiro_agent_errors_total");
    if (errors.isEmpty()) {
      throw new AssertionError("no porteiro_agent_errors_total");
    }
    return (long) errors.stream().mapToDouble(Sample::value).sum();
  }
}
