package io.porteiro.agent.grafana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An alert or a recording rule of those that are shipped.
 *
 * @param content the rule as it stands in its file
 */
record Rule(String name, boolean isAlert, Map<String, Object> content) {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path PROMETHEUS = ROOT.resolve("grafana/prometheus");

  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    for (Path file : files("rules")) {
      for (Map<String, Object> group : maps(yaml(file).get("groups"))) {
        for (Map<String, Object> content : maps(group.get("rules"))) {
          boolean isAlert = content.containsKey("alert");
          String name = (String) content.get(isAlert ? "alert" : "record");
          rules.add(new Rule(name, isAlert, content));
        }
      }
    }
    return rules;
  }

  static List<Rule> alerts() {
    return all().stream().filter(Rule::isAlert).toList();
  }

  /** The YAML files of a folder beside the configuration of Prometheus, in order. */
  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(PROMETHEUS.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".yml"))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> yaml(Path file) {
    return map(parse(text(file)));
  }

  static Object parse(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  /** The maps in a list; none where there is no list. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Object yaml) {
    return yaml == null ? List.of() : (List<Map<String, Object>>) yaml;
  }

  String expression() {
    return (String) content.get("expr");
  }

  String severity() {
    return (String) map(content.get("labels")).get("severity");
  }

  String annotation(String name) {
    return (String) map(content.get("annotations")).get(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
