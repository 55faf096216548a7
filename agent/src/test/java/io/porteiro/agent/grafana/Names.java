package io.porteiro.agent.grafana;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics and labels that there are, and those that a text of ours speaks of. */
final class Names {

  private static final String GOLDEN = "/io/porteiro/agent/export/metrics.golden.txt";
  private static final Pattern PROMISED = Pattern.compile("(?m)^(\\w+) (\\w+) \\[(.*?)] ");
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern METRIC = Pattern.compile("\\bporteiro_\\w+");
  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\s*\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern TEMPLATE = Pattern.compile("\\$labels\\.(\\w+)");

  private static final Set<String> OF_A_TARGET = Set.of("job", "instance");

  private final Map<String, Set<String>> labels = new HashMap<>();

  /**
   * @param golden the list of the exported metrics
   */
  Names(String golden) {
    labels.put("up", Set.of());
    labels.put(
        "ALERTS", Set.of("alertname", "alertstate", "severity", "owner", "port", "protocol"));
    Matcher metric = PROMISED.matcher(golden);
    while (metric.find()) {
      Set<String> own = Set.of(metric.group(3).split(", "));
      for (String suffix : suffixes(metric.group(2))) {
        labels.merge(metric.group(1) + suffix, own, Names::union);
      }
    }
  }

  /** Those of the agent's golden file. */
  static Names ofContract() {
    try (InputStream in = Names.class.getResourceAsStream(GOLDEN)) {
      return new Names(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> metrics() {
    return labels.keySet();
  }

  private static List<String> suffixes(String type) {
    switch (type) {
      case "summary":
        return List.of("_sum", "_count");
      case "histogram":
        return List.of("_sum", "_count", "_bucket");
      default:
        return List.of("");
    }
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    return Stream.of(some, more).flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** Those metrics in the text that do not exist. */
  Set<String> unknownMetrics(String text) {
    Set<String> unknown = new TreeSet<>();
    Matcher metric = METRIC.matcher(text);
    while (metric.find()) {
      if (!labels.containsKey(metric.group())) {
        unknown.add(metric.group());
      }
    }
    return unknown;
  }

  /** Those labels in an expression that its metrics do not have. */
  Set<String> unknownLabels(String expression) {
    Set<String> unknown = new TreeSet<>();
    Matcher selector = SELECTOR.matcher(expression);
    while (selector.find()) {
      Set<String> own = labels.getOrDefault(selector.group(1), Set.of());
      Matcher matcher = MATCHER.matcher(selector.group(2));
      while (matcher.find()) {
        if (!own.contains(matcher.group(1)) && !OF_A_TARGET.contains(matcher.group(1))) {
          unknown.add(selector.group(1) + "{" + matcher.group(1) + "}");
        }
      }
    }
    Set<String> any = labelsIn(expression);
    Matcher grouping = GROUPING.matcher(STRING.matcher(expression).replaceAll("\"\""));
    while (grouping.find()) {
      Arrays.stream(grouping.group(1).split(","))
          .map(String::trim)
          .filter(label -> !label.isEmpty() && !any.contains(label))
          .forEach(unknown::add);
    }
    return unknown;
  }

  /** Those labels in a template that no metric of the expression has. */
  Set<String> unknownLabels(String template, String expression) {
    Set<String> unknown = new TreeSet<>();
    Set<String> any = labelsIn(expression);
    Matcher label = TEMPLATE.matcher(template);
    while (label.find()) {
      if (!any.contains(label.group(1))) {
        unknown.add(label.group(1));
      }
    }
    return unknown;
  }

  private Set<String> labelsIn(String expression) {
    Set<String> any = new HashSet<>(OF_A_TARGET);
    Matcher metric = METRIC.matcher(expression);
    while (metric.find()) {
      any.addAll(labels.getOrDefault(metric.group(), Set.of()));
    }
    return any;
  }
}
