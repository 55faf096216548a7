package io.porteiro.agent.grafana;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the fleet's dashboard says has changed within a day, in days that promtool makes up: thirty
 * hours of a sample every five minutes.
 */
class ChangesTest {

  private static final String OPENED = "opened";
  private static final String CLOSED = "closed";

  /** Samples in all, and in an hour. */
  private static final int ALL = 361;

  private static final int HOUR = 12;

  @TempDir Path folder;

  /** Samples of 1 from one hour to another, before and after which there is nothing. */
  private static String present(int from, int to) {
    StringBuilder samples = new StringBuilder();
    for (int i = 0; i < ALL; i++) {
      samples.append(i >= from * HOUR && i < to * HOUR ? "1 " : "_ ");
    }
    return samples.toString().strip();
  }

  private static String present() {
    return present(0, 31);
  }

  private static Map<String, Object> series(String listener, String samples) {
    return Map.of("series", "porteiro_listener_info{" + listener + "}", "values", samples);
  }

  private static String listener(String instance, String port, String owner) {
    return ("job=\"a\", instance=\"%s\", protocol=\"tcp\", port=\"%s\", exposure=\"private\","
            + " owner=\"%s\", ephemeral=\"false\"")
        .formatted(instance, port, owner);
  }

  private static String change(String change, String port, String owner) {
    return "{change=\"%s\", exposure=\"private\", job=\"a\", owner=\"%s\", port=\"%s\", protocol=\"tcp\"}"
        .formatted(change, owner, port);
  }

  @Test
  void nothingIsNewWhereNothingIs() throws IOException, InterruptedException {
    expect(List.of(series(listener("one", "8080", "Web"), present())));
  }

  @Test
  void whatWasOpenedAndWhatWasClosed() throws IOException, InterruptedException {
    expect(
        List.of(
            series(listener("one", "8080", "Web"), present()),
            series(listener("one", "31337", "Plugin"), present(28, 31)),
            series(listener("one", "9000", "Old"), present(0, 25))),
        change(OPENED, "31337", "Plugin"),
        change(CLOSED, "9000", "Old"));
  }

  @Test
  void whatWasClosedTheDayBeforeIsPast() throws IOException, InterruptedException {
    expect(
        List.of(
            series(listener("one", "8080", "Web"), present()),
            series(listener("one", "9000", "Old"), present(0, 5))));
  }

  @Test
  void anotherOwnerOnTheSamePortIsAChange() throws IOException, InterruptedException {
    expect(
        List.of(
            series(listener("one", "8080", "Web"), present(0, 20)),
            series(listener("one", "8080", "Impostor"), present(20, 31))),
        change(CLOSED, "8080", "Web"),
        change(OPENED, "8080", "Impostor"));
  }

  @Test
  void aNewStartIsNone() throws IOException, InterruptedException {
    String today = "1 ".repeat(100) + "stale " + "_ ".repeat(4) + "1 ".repeat(ALL - 105);
    // for three quarters of an hour, as it was this time yesterday
    String yesterday = "1 ".repeat(66) + "stale " + "_ ".repeat(8) + "1 ".repeat(ALL - 75);
    String now = "1 ".repeat(ALL - 1) + "stale ";
    expect(
        List.of(
            series(listener("one", "8080", "Web"), today.strip()),
            series(listener("one", "9090", "Admin"), yesterday.strip()),
            series(listener("one", "9091", "Queue"), now.strip())));
  }

  @Test
  void aNewInstanceOrReleaseIsNone() throws IOException, InterruptedException {
    expect(
        List.of(
            series(listener("pod-1", "8080", "Web") + ", artifact=\"web-1.jar\"", present(0, 20)),
            series(
                listener("pod-2", "8080", "Web") + ", artifact=\"web-2.jar\"", present(20, 31))));
  }

  @Test
  void aPortThatTheSystemChoseIsToldByItsOwner() throws IOException, InterruptedException {
    String chosen = ", ephemeral=\"true\"";
    String before = listener("one", "40001", "Rmi").replace(", ephemeral=\"false\"", chosen);
    String after = listener("one", "40002", "Rmi").replace(", ephemeral=\"false\"", chosen);
    String added = listener("one", "40003", "Back").replace(", ephemeral=\"false\"", chosen);
    expect(
        List.of(
            series(before + ", service=\"by-chance\"", present(0, 20)),
            series(after, present(20, 31)),
            series(added, present(29, 31))),
        change(OPENED, "ephemeral", "Back"));
  }

  /** Has promtool ask what the dashboard asks, at the end of the thirty hours. */
  private void expect(List<Map<String, Object>> series, String... changes)
      throws IOException, InterruptedException {
    List<JsonObject> samples =
        Stream.of(changes).map(labels -> object(Map.of("labels", labels, "value", 1))).toList();
    JsonObject question =
        object(Map.of("expr", expression(), "eval_time", "30h", "exp_samples", samples));
    JsonObject test =
        object(
            Map.of(
                "interval", "5m", "input_series", series, "promql_expr_test", List.of(question)));
    // JSON is YAML
    Path file = Files.writeString(folder.resolve("test.yml"), json(test));
    Program.promtool(folder, "test", "rules", file.toString());
  }

  private static String json(JsonObject test) {
    return JsonWriter.string(object(Map.of("tests", new ArrayList<>(List.of(test)))));
  }

  private static JsonObject object(Map<String, ?> content) {
    return new JsonObject(content);
  }

  private static String expression() {
    Dashboard fleet =
        Dashboard.all().stream()
            .filter(dashboard -> dashboard.uid().equals("porteiro-fleet"))
            .findFirst()
            .orElseThrow();
    String expression =
        fleet.queries().stream()
            .filter(query -> query.panel().equals("Opened and closed"))
            .map(Dashboard.Query::expression)
            .findFirst()
            .orElseThrow();
    Map<String, String> all =
        Map.of("job", ".*", "instance", ".*", "protocol", ".*", "service", ".*", "port", ".*");
    return Dashboard.with(all, expression);
  }
}
