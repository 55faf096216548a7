package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.porteiro.agent.grafana.Dashboard;
import io.porteiro.agent.grafana.Dashboard.Choice;
import io.porteiro.agent.grafana.Dashboard.Query;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The dashboards' queries, as a Prometheus answers them that has scraped the demo and another
 * program for a while.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardsIT {

  private static final int SCRAPES = 40;
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  /** An answer without a value. */
  private static final String NONE = "-";

  private final List<Client> clients = new ArrayList<>();
  private final List<String> report = new ArrayList<>();
  private int offset;
  private final List<Jvm> jvms = new ArrayList<>();
  private Jvm demo;
  private Jvm other;
  private Monitoring monitoring;

  /** What a query gave: its series, by what is said of them. */
  private record Answer(Dashboard dashboard, Query query, Map<Map<String, String>, String> values) {

    boolean isThere() {
      return values.values().stream().anyMatch(value -> !value.equals(NONE));
    }

    String name() {
      return dashboard.uid() + " / " + query.panel() + " / " + query.refId() + " " + query.legend();
    }

    List<String> legends() {
      return values.keySet().stream()
          .map(
              labels ->
                  LABEL
                      .matcher(query.legend())
                      .replaceAll(
                          label ->
                              Matcher.quoteReplacement(labels.getOrDefault(label.group(1), ""))))
          .toList();
    }
  }

  @BeforeAll
  void start() throws IOException {
    offset = freeOffset();
    int login = 513 + offset;
    int page = 8080 + offset;
    Path policy = Path.of("..", "demo-app", "porteiro.yaml").toAbsolutePath().normalize();
    demo =
        Jvm.on(Jdk.current())
            .agentAlso("histogram=on,config=" + policy)
            .agentAlso("service.tcp/" + login + "=login,service.udp/" + login + "=who")
            .agentAlso("service.tcp/" + page + "=http-alt")
            .noClassPath()
            .endsBySignal()
            .main("-jar", Maven.demo().toString())
            .main("--port-offset", Integer.toString(offset), "--unexpected-after", "1")
            .start();
    jvms.add(demo);
    other = Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.Sockets").start();
    jvms.add(other);
    demo.firstScrape();
    other.firstScrape();
    somethingForTheOther();
    monitoring = Monitoring.of(List.of(demo.metricsPort(), other.metricsPort()), "dashboards");
    monitoring.awaitSamples(
        "min(count_over_time(porteiro_build_info[5m])) >= %d and count(porteiro_build_info) == 2"
            .formatted(SCRAPES));
    monitoring.awaitSamples("porteiro_connections_closed_total{service=\"login\"} > 0");
    monitoring.awaitSamples("porteiro_port_unexpected == 1");
    monitoring.awaitSamples("ALERTS{alertname=\"PorteiroUnexpectedListener\"}");
  }

  /** Connections of which one waits, and datagrams that are dropped. */
  private void somethingForTheOther() throws IOException {
    int port = Integer.parseInt(other.ask("server one ServerSocket 127.0.0.1 0 4"));
    for (int i = 0; i < 3; i++) {
      clients.add(Client.tcp(port));
    }
    other.ask("accept one 2");
    int udp = Integer.parseInt(other.ask("datagrams two DatagramSocket 127.0.0.1 0 2048"));
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 50; i++) {
        client.send(new DatagramPacket(new byte[100], 100, InetAddress.getLoopbackAddress(), udp));
      }
    }
  }

  /**
   * What can be added to the demo's ports so that they are free, below those the system chooses.
   */
  private static int freeOffset() {
    return IntStream.range(600, 1400).filter(DashboardsIT::isFree).findFirst().orElseThrow();
  }

  private static boolean isFree(int offset) {
    try (ServerSocket login = new ServerSocket();
        DatagramSocket who = new DatagramSocket(513 + offset, InetAddress.getLoopbackAddress());
        ServerSocket page = new ServerSocket();
        ServerSocket telemetry = new ServerSocket()) {
      login.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 513 + offset));
      page.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080 + offset));
      telemetry.bind(new InetSocketAddress(31337 + offset));
      return who.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  @AfterAll
  void stop() {
    clients.forEach(Client::close);
    if (monitoring != null) {
      monitoring.close();
    }
    for (Jvm jvm : jvms) {
      jvm.close();
    }
  }

  /** Now or soon: a scrape that took too long leaves nothing to be said of that moment. */
  @Test
  void everyPanelHasAnAnswer() {
    try {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(this::allAreAnswered);
    } finally {
      System.out.println(String.join("\n", report));
    }
  }

  private void allAreAnswered() {
    report.clear();
    String instance = "127.0.0.1:" + demo.metricsPort();
    String login = Integer.toString(513 + offset);
    Map<String, Dashboard> dashboards =
        Dashboard.all().stream().collect(Collectors.toMap(Dashboard::uid, it -> it));
    Dashboard port = dashboards.get("porteiro-port");

    List<Answer> fleet = answers(dashboards.get("porteiro-fleet"), Map.of());
    List<Answer> jvm =
        answers(dashboards.get("porteiro-jvm"), Map.of("job", "porteiro", "instance", instance));
    List<Answer> tcp = answers(port, Map.of("protocol", "tcp", "port", login));
    List<Answer> udp = answers(port, Map.of("protocol", "udp", "port", login));

    assertThat(unanswered(fleet)).isEmpty();
    assertThat(unanswered(jvm)).isEmpty();
    // a port has connections or datagrams
    assertThat(unanswered(tcp)).isNotEmpty().doesNotContainAnyElementsOf(unanswered(udp));

    theOneThatNobodyAskedFor(fleet);
    oneNumberTwoServices(fleet);
  }

  private static List<String> unanswered(List<Answer> answers) {
    return answers.stream().filter(answer -> !answer.isThere()).map(Answer::name).toList();
  }

  private void theOneThatNobodyAskedFor(List<Answer> fleet) {
    assertThat(of("Listeners on unexpected ports", fleet).values().keySet())
        .singleElement()
        .satisfies(
            labels ->
                assertThat(labels)
                    .containsEntry("owner", "io.porteiro.demo.plugin.Telemetry")
                    .containsEntry("artifact", "porteiro-demo.jar")
                    .containsEntry("exposure", "wildcard")
                    .containsEntry("port", Integer.toString(31337 + offset)));
  }

  private void oneNumberTwoServices(List<Answer> fleet) {
    Map<String, String> listening = new TreeMap<>();
    of("Ports and their services", fleet)
        .values()
        .forEach(
            (labels, value) -> {
              if (labels.get("port").equals(Integer.toString(513 + offset))) {
                listening.put(labels.get("protocol") + " " + labels.get("service"), value);
              }
            });
    assertThat(listening).isEqualTo(Map.of("tcp login", "1", "udp who", "1"));
  }

  /** The first query of a panel. */
  private static Answer of(String panel, List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.query().panel().equals(panel))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noChoiceIsAnError() {
    for (Dashboard dashboard : Dashboard.all()) {
      for (Choice choice : dashboard.choices()) {
        List<String> offered = values(choice, values(dashboard, Map.of()));
        for (String value : offered.subList(0, Math.min(offered.size(), 2))) {
          assertThat(answers(dashboard, Map.of(choice.name(), value))).isNotEmpty();
        }
      }
    }
  }

  /** Asks everything that the dashboard asks when these values are chosen. */
  private List<Answer> answers(Dashboard dashboard, Map<String, String> chosen) {
    Map<String, String> values = values(dashboard, chosen);
    report.add("%n%s, %s".formatted(dashboard.uid(), chosen.isEmpty() ? "all" : chosen));
    List<Answer> answers = new ArrayList<>();
    for (Query query : dashboard.queries()) {
      Answer answer = new Answer(dashboard, query, answer(query, values));
      report.add(
          "%-47s %-49s %3d series %s"
              .formatted(
                  query.panel().isEmpty() ? "(annotation)" : query.panel(),
                  query.refId() + " " + query.legend(),
                  answer.values().size(),
                  answer.values().values().stream().limit(3).toList()));
      assertThat(answer.legends()).as(answer.name()).satisfies(legends -> distinct(query, legends));
      answers.add(answer);
    }
    return answers;
  }

  /** Two lines of one name could not be told from each other. */
  private static void distinct(Query query, List<? extends String> legends) {
    if (query.overTime() && !query.panel().isEmpty()) {
      assertThat(legends).doesNotHaveDuplicates();
    }
  }

  /** What stands for each variable: the value chosen, all of them, or the first there is. */
  private Map<String, String> values(Dashboard dashboard, Map<String, String> chosen) {
    Map<String, String> values = new HashMap<>(Map.of("__rate_interval", "10s", "__range", "60s"));
    for (Choice choice : dashboard.choices()) {
      List<String> offered = values(choice, values);
      // of several that can be chosen there may be none: a JVM without a port that has a name
      if (choice.all() == null) {
        assertThat(offered).as(dashboard.uid() + " " + choice.name()).isNotEmpty();
      }
      String value = chosen.get(choice.name());
      if (value != null) {
        values.put(choice.name(), choice.all() == null ? value : escaped(value));
      } else {
        values.put(choice.name(), choice.all() == null ? offered.get(0) : choice.all());
      }
    }
    return values;
  }

  /** As Grafana writes a value into a regular expression within a string. */
  private static String escaped(String value) {
    return value.replaceAll("[$^*{}\\[\\]'+?.()|\\\\]", "\\\\\\\\$0");
  }

  private List<String> values(Choice choice, Map<String, String> before) {
    return ok(
            monitoring.ask(
                "label/" + choice.label() + "/values",
                Map.of("match[]", Dashboard.with(before, choice.series()))))
        .getArray("data")
        .stream()
        .map(String.class::cast)
        .toList();
  }

  private Map<Map<String, String>, String> answer(Query query, Map<String, String> values) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("query", Dashboard.with(values, query.expression()));
    if (query.overTime()) {
      Instant now = Instant.now();
      parameters.put("start", now.minusSeconds(60).toString());
      parameters.put("end", now.toString());
      parameters.put("step", "1s");
    }
    JsonArray result =
        ok(monitoring.ask(query.overTime() ? "query_range" : "query", parameters))
            .getObject("data")
            .getArray("result");
    Map<Map<String, String>, String> answer = new HashMap<>();
    for (int i = 0; i < result.size(); i++) {
      JsonObject series = result.getObject(i);
      Map<String, String> labels = new TreeMap<>();
      series.getObject("metric").forEach((name, value) -> labels.put(name, (String) value));
      Stream<String> samples =
          query.overTime()
              ? series.getArray("values").stream().map(sample -> ((JsonArray) sample).getString(1))
              : Stream.of(series.getArray("value").getString(1));
      String last =
          samples.filter(value -> !value.equals("NaN")).reduce(NONE, (before, value) -> value);
      assertThat(answer.put(labels, last)).isNull();
    }
    return answer;
  }

  private static JsonObject ok(JsonObject answer) {
    assertThat(answer).containsEntry("status", "success").doesNotContainKey("warnings");
    return answer;
  }
}
