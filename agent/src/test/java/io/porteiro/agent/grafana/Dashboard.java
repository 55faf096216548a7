package io.porteiro.agent.grafana;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dashboard of those that are shipped.
 *
 * @param file where it is
 * @param json what is in it
 */
public record Dashboard(Path file, JsonObject json) {

  static final Path FOLDER = Rule.ROOT.resolve("grafana/dashboards");

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?::\\w+)?})");
  private static final Pattern VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  /**
   * What is asked of Prometheus.
   *
   * @param panel whose it is
   * @param legend what is said of the answer
   * @param overTime whether it is asked for all times that are shown, or for now
   */
  public record Query(
      String panel, String refId, String expression, String legend, boolean overTime) {}

  /**
   * A variable whose values Prometheus knows.
   *
   * @param series the series that have them
   * @param all what stands for all of them; null where one has to be chosen
   */
  public record Choice(String name, String series, String label, String all) {}

  /** All of them. */
  public static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(Dashboard::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard of(Path file) {
    try {
      return new Dashboard(file, JsonParser.object().from(Rule.text(file)));
    } catch (JsonParserException e) {
      throw new IllegalArgumentException(file.toString(), e);
    }
  }

  public String uid() {
    return json.getString("uid");
  }

  static Stream<JsonObject> objects(JsonArray array) {
    return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
  }

  /** Everything on it, the titles of sections too. */
  List<JsonObject> panels() {
    return objects(json.getArray("panels")).toList();
  }

  /** What has queries. */
  List<JsonObject> charts() {
    return panels().stream().filter(panel -> !panel.getString("type").equals("row")).toList();
  }

  List<JsonObject> variables() {
    return objects(json.getObject("templating").getArray("list")).toList();
  }

  List<JsonObject> annotations() {
    return objects(json.getObject("annotations").getArray("list")).toList();
  }

  /** The queries of its panels, and those of its annotations, whose panel has no name. */
  public List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonObject panel : charts()) {
      objects(panel.getArray("targets"))
          .map(target -> query(panel.getString("title"), target))
          .forEach(queries::add);
    }
    for (JsonObject annotation : annotations()) {
      JsonObject target = annotation.getObject("target");
      queries.add(
          new Query(
              "",
              target.getString("refId"),
              target.getString("expr"),
              annotation.getString("name"),
              true));
    }
    return queries;
  }

  private static Query query(String panel, JsonObject target) {
    return new Query(
        panel,
        target.getString("refId"),
        target.getString("expr"),
        target.getString("legendFormat", ""),
        target.getBoolean("range"));
  }

  /** Its variables, in the order in which one narrows down the next. */
  public List<Choice> choices() {
    return variables().stream()
        .filter(variable -> variable.getString("type").equals("query"))
        .map(Dashboard::choice)
        .toList();
  }

  private static Choice choice(JsonObject variable) {
    String definition = variable.getString("definition");
    Matcher values = VALUES.matcher(definition);
    if (!values.matches()) {
      throw new IllegalArgumentException(definition);
    }
    return new Choice(
        variable.getString("name"),
        values.group(1),
        values.group(2),
        variable.getString("allValue"));
  }

  /** The names of the variables in a text. */
  static List<String> variablesIn(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
        .toList();
  }

  /** The text with values in place of its variables. */
  public static String with(Map<String, String> values, String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            variable -> {
              String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
              if (!values.containsKey(name)) {
                throw new IllegalArgumentException("no value for " + name + " in " + text);
              }
              return Matcher.quoteReplacement(values.get(name));
            });
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
