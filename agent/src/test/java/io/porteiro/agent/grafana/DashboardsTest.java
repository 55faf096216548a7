package io.porteiro.agent.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import io.porteiro.agent.grafana.Dashboard.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shipped dashboards must have, besides queries that Prometheus answers. */
class DashboardsTest {

  /** Of the panels that Grafana has, those that are used; none is deprecated. */
  private static final Set<String> TYPES =
      Set.of("row", "stat", "timeseries", "table", "state-timeline");

  private static final int COLUMNS = 24;

  /** What Grafana itself puts in. */
  private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__range");

  private static final Pattern LINK = Pattern.compile("/d/([\\w-]+)\\?(\\S+)");
  private static final Pattern PARAMETER = Pattern.compile("var-(\\w+)=");
  private static final Pattern CELL = Pattern.compile("__data\\.fields\\[\"([^\"]+)\"]");
  private static final Pattern IN_BRACES = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Names NAMES = Names.ofContract();

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void thereAreThree() {
    assertThat(Dashboard.all())
        .extracting(Dashboard::uid)
        .containsExactly("porteiro-fleet", "porteiro-jvm", "porteiro-port");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void itCanBeImportedAsItIs(Dashboard dashboard) {
    JsonObject json = dashboard.json();
    assertThat(dashboard.file().getFileName().toString()).isEqualTo(dashboard.uid() + ".json");
    assertThat(json.getInt("schemaVersion")).isGreaterThanOrEqualTo(41);
    assertThat(json.getString("title")).startsWith("Porteiro: ");
    assertThat(json.getString("description")).isNotBlank();
    // an id is for the data base of one Grafana
    assertThat(json).doesNotContainKey("id");
    assertThat(JsonWriter.string(json)).doesNotContain("__inputs", "${DS_");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aPanelSaysWhatItShowsInWhichUnit(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .allSatisfy(panel -> assertThat(panel.getString("type")).isIn(TYPES))
        .allSatisfy(panel -> assertThat(panel.getString("title")).isNotBlank())
        .extracting(panel -> panel.getInt("id"))
        .doesNotHaveDuplicates();
    assertThat(dashboard.charts())
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              assertThat(panel.getString("description")).isNotBlank();
              assertThat(defaults(panel).getString("unit")).isNotBlank();
              assertThat(panel.getArray("targets")).isNotEmpty();
            });
  }

  private static JsonObject defaults(JsonObject panel) {
    return panel.getObject("fieldConfig").getObject("defaults");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsFillTheGridWithoutOverlap(Dashboard dashboard) {
    Set<List<Integer>> taken = new HashSet<>();
    int height = 0;
    for (JsonObject panel : dashboard.panels()) {
      JsonObject at = panel.getObject("gridPos");
      assertThat(at.getInt("x") + at.getInt("w")).isLessThanOrEqualTo(COLUMNS);
      for (int x = at.getInt("x"); x < at.getInt("x") + at.getInt("w"); x++) {
        for (int y = at.getInt("y"); y < at.getInt("y") + at.getInt("h"); y++) {
          assertThat(taken.add(List.of(x, y))).as(panel.getString("title")).isTrue();
          height = Math.max(height, y + 1);
        }
      }
    }
    assertThat(taken).hasSize(COLUMNS * height);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void theDataSourceIsTheOneThatTheUserChose(Dashboard dashboard) {
    List<JsonObject> haveOne = new ArrayList<>(dashboard.charts());
    dashboard.charts().stream()
        .flatMap(panel -> Dashboard.objects(panel.getArray("targets")))
        .forEach(haveOne::add);
    dashboard.variables().stream()
        .filter(variable -> variable.getString("type").equals("query"))
        .forEach(haveOne::add);
    haveOne.addAll(dashboard.annotations());
    assertThat(haveOne)
        .allSatisfy(
            it ->
                assertThat(it.getObject("datasource"))
                    .isEqualTo(Map.of("type", "prometheus", "uid", "${datasource}")));
    assertThat(dashboard.variables().get(0))
        .containsEntry("type", "datasource")
        .containsEntry("name", "datasource")
        .containsEntry("query", "prometheus");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyVariableIsUsedAndEveryOneThatIsUsedExists(Dashboard dashboard) {
    Set<String> names =
        dashboard.variables().stream()
            .map(variable -> variable.getString("name"))
            .collect(Collectors.toSet());
    assertThat(names)
        .containsExactlyInAnyOrder("datasource", "job", "instance", "protocol", "service", "port");
    Set<String> used = new TreeSet<>(Set.of("datasource"));
    dashboard.queries().forEach(query -> used.addAll(Dashboard.variablesIn(query.expression())));
    assertThat(used).containsAll(names);
    dashboard.choices().forEach(choice -> used.addAll(Dashboard.variablesIn(choice.series())));
    used.removeAll(BUILT_IN);
    assertThat(used).isEqualTo(names);
  }

  /** So that a choice never offers what another one excludes. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void aVariableDependsOnEarlierOnesAlone(Dashboard dashboard) {
    Set<String> before = new HashSet<>();
    for (Dashboard.Choice choice : dashboard.choices()) {
      assertThat(before).as(choice.name()).containsAll(Dashboard.variablesIn(choice.series()));
      before.add(choice.name());
      assertThat(choice.name()).isEqualTo(choice.label());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void metricsAndLabelsExist(Dashboard dashboard) {
    for (Query query : dashboard.queries()) {
      assertThat(NAMES.unknownMetrics(query.expression())).as(query.panel()).isEmpty();
      assertThat(NAMES.unknownLabels(query.expression())).as(query.panel()).isEmpty();
      assertThat(inBraces(query.legend()).map(label -> "{{ $labels." + label + " }}"))
          .allSatisfy(
              label ->
                  assertThat(NAMES.unknownLabels(label, query.expression()))
                      .as(query.panel())
                      .isEmpty());
    }
    for (Dashboard.Choice choice : dashboard.choices()) {
      assertThat(NAMES.unknownMetrics(choice.series())).isEmpty();
      assertThat(NAMES.unknownLabels(choice.series())).isEmpty();
      assertThat(NAMES.unknownLabels("{{ $labels." + choice.label() + " }}", choice.series()))
          .isEmpty();
    }
  }

  private static Stream<String> inBraces(String legend) {
    return IN_BRACES.matcher(legend).results().map(label -> label.group(1));
  }

  @Test
  void everyMetricIsShownSomewhere() {
    String all =
        Dashboard.all().stream()
            .flatMap(dashboard -> dashboard.queries().stream())
            .map(Query::expression)
            .collect(Collectors.joining("\n"));
    assertThat(NAMES.metrics())
        .filteredOn(name -> name.startsWith("porteiro_"))
        .allSatisfy(name -> assertThat(all).containsPattern("\\b" + name + "\\b"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aRateHasARangeThatFollowsTheScrapeInterval(Dashboard dashboard) {
    assertThat(dashboard.queries())
        .allSatisfy(
            query ->
                assertThat(query.expression())
                    .doesNotContainPattern("\\b(rate|increase)\\([^\\[]*\\[(?!\\$__r)")
                    .doesNotContain("irate", "$__interval"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aLinkLeadsToADashboardAndItsVariables(Dashboard dashboard) {
    Map<String, Dashboard> byUid =
        Dashboard.all().stream().collect(Collectors.toMap(Dashboard::uid, it -> it));
    List<String> urls = new ArrayList<>();
    for (JsonObject panel : dashboard.charts()) {
      for (String url : urls(panel)) {
        urls.add(url);
        var link = LINK.matcher(url);
        assertThat(link.matches()).as(url).isTrue();
        assertThat(byUid).containsKey(link.group(1));
        assertThat(PARAMETER.matcher(url).results().map(m -> m.group(1)))
            .isNotEmpty()
            .isSubsetOf(
                byUid.get(link.group(1)).variables().stream()
                    .map(variable -> variable.getString("name"))
                    .toList());
        assertThat(link.group(2)).contains("${datasource:queryparam}", "${__url_time_range}");
        assertThat(CELL.matcher(url).results().map(m -> m.group(1)))
            .isNotEmpty()
            .isSubsetOf(columns(panel));
      }
    }
    assertThat(urls).isNotEmpty();
    assertThat(Dashboard.objects(dashboard.json().getArray("links")))
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.getString("type")).isEqualTo("dashboards");
              assertThat(byUid.values())
                  .allSatisfy(
                      other ->
                          assertThat(other.json().getArray("tags"))
                              .containsAll(link.getArray("tags")));
            });
  }

  private static List<String> urls(JsonObject panel) {
    return Dashboard.objects(panel.getObject("fieldConfig").getArray("overrides"))
        .flatMap(override -> Dashboard.objects(override.getArray("properties")))
        .filter(property -> property.getString("id").equals("links"))
        .flatMap(property -> Dashboard.objects(property.getArray("value")))
        .map(link -> link.getString("url"))
        .toList();
  }

  /** The headings of a table. */
  private static Set<String> columns(JsonObject table) {
    return Dashboard.objects(table.getArray("transformations"))
        .filter(transformation -> transformation.getString("id").equals("organize"))
        .map(transformation -> transformation.getObject("options"))
        .flatMap(
            options ->
                Stream.concat(
                    options.getObject("renameByName").values().stream().map(String.class::cast),
                    options.getObject("indexByName").keySet().stream()))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aColumnThatIsSpokenOfExists(Dashboard dashboard) {
    for (JsonObject table : dashboard.charts()) {
      if (table.getString("type").equals("table")) {
        List<String> spokenOf = new ArrayList<>();
        overrides(table, "byName").forEach(spokenOf::add);
        Dashboard.objects(table.getObject("options").getArray("sortBy"))
            .forEach(column -> spokenOf.add(column.getString("displayName")));
        assertThat(columns(table)).as(table.getString("title")).containsAll(spokenOf);
      }
    }
  }

  /** Those that are about something of that kind, in Grafana's words for it. */
  private static Stream<String> overrides(JsonObject panel, String matcher) {
    return Dashboard.objects(panel.getObject("fieldConfig").getArray("overrides"))
        .map(override -> override.getObject("matcher"))
        .filter(it -> it.getString("id").equals(matcher))
        .map(it -> it.getString("options"));
  }

  /** Grafana would write 8.08 K for the port 8080, as it reads a number in any text. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void aPortInATableIsNoQuantity(Dashboard dashboard) {
    assertThat(dashboard.charts())
        .filteredOn(panel -> panel.getString("type").equals("table"))
        .isNotEmpty()
        .allSatisfy(
            table ->
                assertThat(table.getObject("fieldConfig").getArray("overrides").getObject(0))
                    .isEqualTo(
                        Map.of(
                            "matcher", Map.of("id", "byType", "options", "string"),
                            "properties", List.of(Map.of("id", "unit", "value", "string")))));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aLineThatLooksDifferentExists(Dashboard dashboard) {
    for (JsonObject chart : dashboard.charts()) {
      if (chart.getString("type").equals("timeseries")) {
        List<String> legends =
            Dashboard.objects(chart.getArray("targets"))
                .map(target -> target.getString("legendFormat"))
                .toList();
        assertThat(overrides(chart, "byRegexp"))
            .allSatisfy(
                regexp -> {
                  // without slashes Grafana takes it for the whole legend
                  assertThat(regexp).startsWith("/").endsWith("/");
                  Pattern pattern = Pattern.compile(regexp.substring(1, regexp.length() - 1));
                  assertThat(legends).anyMatch(legend -> pattern.matcher(legend).find());
                });
      }
    }
  }
}
