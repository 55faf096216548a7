package io.porteiro.agent.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shipped rules must have, besides being right, which promtool says. */
class RulesTest {

  private static final Pattern SECTION =
      Pattern.compile("(?ms)^## (Porteiro\\w+)\n(.*?)(?=^## |\\z)");

  private static final String DOCS = Rule.text(Rule.ROOT.resolve("docs/alerts.md"));
  private static final Names NAMES = Names.ofContract();

  static List<Rule> rules() {
    return Rule.all();
  }

  static List<Rule> alerts() {
    return Rule.alerts();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void itsMetricsAndLabelsExist(Rule rule) {
    assertThat(NAMES.unknownMetrics(rule.expression())).isEmpty();
    assertThat(NAMES.unknownLabels(rule.expression())).isEmpty();
  }

  @Test
  void aMetricOrLabelThatDoesNotExistIsFound() {
    assertThat(NAMES.unknownMetrics("porteiro_listeners + porteiro_listener"))
        .containsExactly("porteiro_listener");
    assertThat(NAMES.unknownMetrics("porteiro_connection_duration_seconds"))
        .containsExactly("porteiro_connection_duration_seconds");
    assertThat(NAMES.unknownLabels("porteiro_listeners{owner=\"x\", job=\"y\"} > 0"))
        .containsExactly("porteiro_listeners{owner}");
    assertThat(NAMES.unknownLabels("sum by (prot, port) (porteiro_listeners)"))
        .containsExactly("prot");
    assertThat(NAMES.unknownLabels("{{ $labels.address }}", "porteiro_listeners"))
        .containsExactly("address");
  }

  @Test
  void theDocumentsSpeakOfMetricsThatExist() {
    for (String file : List.of("docs/alerts.md", "docs/grafana.md", "grafana/README.md")) {
      assertThat(NAMES.unknownMetrics(Rule.text(Rule.ROOT.resolve(file)))).as(file).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertHasASeverityAndAllAnnotations(Rule alert) {
    assertThat(alert.severity()).isIn("warning", "critical");
    for (String name : List.of("summary", "description")) {
      assertThat(alert.annotation(name)).as(name).isNotBlank();
      assertThat(NAMES.unknownLabels(alert.annotation(name), alert.expression()))
          .as(name)
          .isEmpty();
    }
    assertThat(alert.annotation("runbook_url"))
        .isEqualTo("docs/alerts.md#" + alert.name().toLowerCase());
    if (alert.expression().contains("porteiro_listener_info")) {
      assertThat(alert.annotation("description")).contains("$labels.owner", "$labels.address");
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertHasASection(Rule alert) {
    assertThat(sections()).containsKey(alert.name());
    assertThat(sections().get(alert.name()))
        .contains("\nWhy it matters: ", "\nLook first at ", "\nMend: ", "\nFalse positives: ");
    assertThat(DOCS)
        .contains(
            "| [%s](#%s) | %s |"
                .formatted(alert.name(), alert.name().toLowerCase(), alert.severity()));
  }

  @Test
  void aSectionHasAnAlert() {
    assertThat(sections().keySet()).isEqualTo(names(Rule.alerts()));
  }

  private static Map<String, String> sections() {
    return SECTION
        .matcher(DOCS)
        .results()
        .collect(Collectors.toMap(section -> section.group(1), RulesTest::body));
  }

  private static String body(MatchResult section) {
    return section.group(2);
  }

  @Test
  void everyRuleIsTestedAnAlertForSilenceToo() {
    List<Map<String, Object>> tests =
        Rule.files("tests").stream()
            .flatMap(file -> Rule.maps(Rule.yaml(file).get("tests")).stream())
            .toList();
    Map<Boolean, Set<String>> byFiring =
        all(tests, "alert_rule_test")
            .collect(
                Collectors.partitioningBy(
                    test -> !((Collection<?>) test.get("exp_alerts")).isEmpty(),
                    Collectors.mapping(
                        test -> (String) test.get("alertname"), Collectors.toSet())));
    assertThat(byFiring.get(true)).as("fires").isEqualTo(names(Rule.alerts()));
    assertThat(byFiring.get(false)).as("does not fire").isEqualTo(names(Rule.alerts()));
    assertThat(
            all(tests, "promql_expr_test")
                .filter(test -> !((Collection<?>) test.get("exp_samples")).isEmpty())
                .map(test -> (String) test.get("expr")))
        .containsAll(names(Rule.all().stream().filter(rule -> !rule.isAlert()).toList()));
  }

  private static Stream<Map<String, Object>> all(List<Map<String, Object>> tests, String key) {
    return tests.stream().flatMap(test -> Rule.maps(test.get(key)).stream());
  }

  private static Set<String> names(List<Rule> rules) {
    return rules.stream().map(Rule::name).collect(Collectors.toSet());
  }
}
