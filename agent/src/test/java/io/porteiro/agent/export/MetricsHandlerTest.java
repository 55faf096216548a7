package io.porteiro.agent.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.SampleInventory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MetricsHandlerTest {

  private boolean configValid = true;

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Map<String, Long> agentErrors = new ConcurrentHashMap<>(Map.of("bind", 0L));
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final AtomicInteger snapshots = new AtomicInteger();
  private SampleInventory inventory = new SampleInventory(10, false);
  private HttpEndpoint endpoint;

  @AfterEach
  void close() {
    if (endpoint != null) {
      endpoint.close();
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void aScrapeIsPrometheusText() throws IOException {
    inventory.listen("tcp/513").connections("tcp/513", 3, 2, 1_000_000_000);
    RawHttp.Response response = get("/metrics");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo(TEXT);
    assertThat(response.header("Content-Encoding")).isNull();
    assertThat(response.text())
        .contains("# TYPE porteiro_connections_accepted_total counter\n")
        .doesNotContain("# EOF");
    assertThat(value(response, "porteiro_connections_accepted_total", "513")).isEqualTo(3);
    assertThat(value(response, "porteiro_connections_closed_total", "513")).isEqualTo(2);
    assertThat(value(response, "porteiro_connections_active", "513")).isEqualTo(1);
    assertThat(value(response, "porteiro_connection_duration_seconds_count", "513")).isEqualTo(2);
    assertThat(value(response, "porteiro_connection_duration_seconds_sum", "513"))
        .isCloseTo(2, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.1"
      })
  void aScraperThatAcceptsOpenMetricsGetsIt(String accept) throws IOException {
    inventory.listen("tcp/513");
    RawHttp.Response response = get("/metrics", "Accept: " + accept);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo(OPEN_METRICS);
    assertThat(response.text())
        .contains("# TYPE porteiro_connections_accepted counter\n")
        .endsWith("\n# EOF\n");
  }

  /** What Prometheus sends when it is to scrape native histograms; the agent has no protobuf. */
  @Test
  void aScraperThatWouldRatherHaveProtobufGetsWhatElseItAccepts() throws IOException {
    inventory.listen("tcp/513");
    String protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily"
            + ";encoding=delimited;q=0.6";

    assertThat(get("/metrics", "Accept: " + protobuf).header("Content-Type")).isEqualTo(TEXT);
    assertThat(
            get("/metrics", "Accept: " + protobuf + ",text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
                .header("Content-Type"))
        .isEqualTo(TEXT);
    assertThat(
            get(
                    "/metrics",
                    "Accept: "
                        + protobuf
                        + ",application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,*/*;q=0.2")
                .header("Content-Type"))
        .isEqualTo(OPEN_METRICS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/html,application/xhtml+xml", "nonsense;;;=,,,"})
  void whoeverAcceptsSomethingElseGetsText(String accept) throws IOException {
    RawHttp.Response response = get("/metrics", "Accept: " + accept);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo(TEXT);
  }

  @Test
  void aScrapeIsCompressedForWhoAcceptsIt() throws IOException {
    inventory.listen("tcp/513");
    RawHttp.Response response = get("/metrics", "Accept-Encoding: deflate, gzip");

    assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(get("/metrics").text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: x", "Accept-Encoding: gzip"})
  void aHeadHasTheHeadersOfAGet(String header) throws IOException {
    inventory.listen("tcp/513");
    try (RawHttp http = new RawHttp(port())) {
      RawHttp.Response head = http.request("HEAD", "/metrics", header);
      RawHttp.Response get = http.request("GET", "/metrics", header);

      assertThat(head.status()).isEqualTo(200);
      assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
      assertThat(get.body()).isNotEmpty();
    }
  }

  @Test
  void aScrapeCanBeRestrictedToSomeNames() throws IOException {
    inventory.listen("tcp/513");

    RawHttp.Response response =
        get("/metrics?name[]=porteiro_config_valid&name%5B%5D=porteiro_connections_active");

    assertThat(families(response))
        .containsExactlyInAnyOrder("porteiro_config_valid", "porteiro_connections_active");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name[]=%zz",
        "name[]=%",
        "debug=openmetrics",
        "debug=text",
        "debug=prometheus-protobuf",
        "&&==&"
      })
  void aQueryThatMakesNoSenseIsNoErrorOfTheAgents(String query) throws IOException {
    inventory.listen("tcp/513");
    RawHttp.Response response = get("/metrics?" + query);

    assertThat(response.status()).isIn(200, 400);
    assertThat(response.body()).isNotEmpty();
    assertThat(errors).isEmpty();
  }

  @Test
  void allFiguresOfAScrapeAreOfOneSnapshot() throws IOException {
    inventory.listen("tcp/513").listen("udp/513").listen("unix//run/x.sock");
    port();
    int before = snapshots.get();
    get("/metrics");

    assertThat(snapshots.get()).isEqualTo(before + 1);
  }

  @Test
  void aCounterIsThereFromTheFirstBindOn() throws IOException {
    port();
    inventory.listen("tcp/513");
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, "porteiro_connections_accepted_total", "513")).isZero();
    assertThat(value(response, "porteiro_connections_closed_total", "513")).isZero();
    for (AcceptError error : AcceptError.values()) {
      assertThat(value(response, "porteiro_accept_errors_total", label(error.label()))).isZero();
    }
    for (BindError error : BindError.values()) {
      assertThat(value(response, "porteiro_bind_failures_total", label(error.label()))).isZero();
    }

    inventory.listen("udp/514");
    assertThat(value(get("/metrics"), "porteiro_datagrams_received_total", "514")).isZero();
  }

  @Test
  void errorsAreCountedByTheirKind() throws IOException {
    inventory
        .listen("tcp/513")
        .acceptFailed("tcp/513", AcceptError.TOO_MANY_FILES)
        .bindFailed("tcp/513", BindError.IN_USE)
        .bindFailed("tcp/513", BindError.IN_USE);
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, "porteiro_accept_errors_total", label("too_many_files"))).isOne();
    assertThat(value(response, "porteiro_accept_errors_total", label("aborted"))).isZero();
    assertThat(value(response, "porteiro_bind_failures_total", label("in_use"))).isEqualTo(2);
    assertThat(value(response, "porteiro_bind_failures_total", label("policy"))).isZero();
  }

  @Test
  void datagramsAreCountedWithTheirBytes() throws IOException {
    inventory.listen("udp/513").datagrams("udp/513", 500, 7).datagrams("udp/513", 0, 0);
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, "porteiro_datagrams_received_total", "513")).isEqualTo(2);
    assertThat(value(response, "porteiro_datagram_received_bytes_total", "513")).isEqualTo(500);
    assertThat(value(response, "porteiro_datagrams_sent_total", "513")).isEqualTo(2);
    assertThat(value(response, "porteiro_datagram_sent_bytes_total", "513")).isEqualTo(7);
    assertThat(response.text()).doesNotContain("porteiro_connections");
  }

  @Test
  void everySeriesOfAPortNamesItsService() throws IOException {
    inventory.listen("tcp/513").listen("udp/513").listen("tcp/4");

    assertThat(get("/metrics").text().lines().filter(line -> line.contains("port=\"")))
        .isNotEmpty()
        .allMatch(
            line ->
                line.contains("port=\"513\",protocol=\"tcp\",service=\"login\"")
                    || line.contains("port=\"513\",protocol=\"udp\",service=\"who\"")
                    || line.contains("port=\"4\",protocol=\"tcp\",service=\"\""));
  }

  @Test
  void aClosedPortKeepsItsSeriesButNotItsListeners() throws IOException {
    inventory.listen("tcp/513").connections("tcp/513", 2, 2, 1);
    assertThat(value(get("/metrics"), "porteiro_listener_info", "513")).isOne();
    inventory.stopListening("tcp/513");
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, "porteiro_listeners", "513")).isZero();
    assertThat(value(response, "porteiro_connections_accepted_total", "513")).isEqualTo(2);
    assertThat(response.text()).doesNotContain("porteiro_listener_info");

    inventory.listen("tcp/513");
    assertThat(value(get("/metrics"), "porteiro_listener_info", "513")).isOne();
  }

  @Test
  void aPortThatIsLetGoLosesAllItsSeries() throws IOException {
    inventory = new SampleInventory(1, false).listen("tcp/513");
    assertThat(get("/metrics").text()).contains("port=\"513\"");
    inventory.stopListening("tcp/513").listen("tcp/514");
    String text = get("/metrics").text();

    assertThat(text).doesNotContain("port=\"513\"").contains("port=\"514\"");

    inventory.stopListening("tcp/514").listen("tcp/513").connections("tcp/513", 1, 0, 0);
    assertThat(value(get("/metrics"), "porteiro_connections_accepted_total", "513")).isOne();
  }

  @Test
  void portsBeyondTheCapAreOther() throws IOException {
    inventory =
        new SampleInventory(1, false)
            .listen("tcp/1")
            .listen("tcp/2")
            .listen("tcp/3")
            .connections("tcp/2", 5, 1, 1)
            .connections("tcp/3", 7, 2, 1);
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, "porteiro_connections_accepted_total", "other")).isEqualTo(12);
    assertThat(value(response, "porteiro_connections_active", "other")).isEqualTo(9);
    assertThat(value(response, "porteiro_listeners", "other")).isEqualTo(2);
    assertThat(response.text())
        .contains("\nporteiro_ports_folded_total 2.0\n")
        .doesNotContain("port=\"2\"");
  }

  @Test
  void aPathWithOddCharactersIsEscaped() throws IOException {
    inventory.listen("unix//run/a\"b\\c\nd.sock");

    assertThat(get("/metrics").text())
        .contains("porteiro_listeners{port=\"/run/a\\\"b\\\\c\\nd.sock\",protocol=\"unix\",");
  }

  @Test
  void durationsAreAHistogramWhenAskedFor() throws IOException {
    inventory = new SampleInventory(10, true).listen("tcp/513").listen("udp/513");
    inventory.connections("tcp/513", 3, 2, 1_500_000_000).connections("tcp/513", 1, 1, 1);
    start(true);
    RawHttp.Response response = get("/metrics");
    String bucket = "porteiro_connection_duration_seconds_bucket";

    assertThat(response.text()).contains("# TYPE porteiro_connection_duration_seconds histogram\n");
    assertThat(value(response, bucket, "le=\"0.001\"")).isOne();
    assertThat(value(response, bucket, "le=\"1.0\"")).isOne();
    assertThat(value(response, bucket, "le=\"10.0\"")).isEqualTo(3);
    assertThat(value(response, bucket, "le=\"86400.0\"")).isEqualTo(3);
    assertThat(value(response, bucket, "le=\"+Inf\"")).isEqualTo(3);
    assertThat(value(response, "porteiro_connection_duration_seconds_count", "513")).isEqualTo(3);
    assertThat(value(response, "porteiro_connection_duration_seconds_sum", "513"))
        .isCloseTo(3, within(1e-6));
  }

  @Test
  void theAgentsErrorsAreShownAsTheyAreNow() throws IOException {
    String errors = "porteiro_agent_errors_total";
    assertThat(value(get("/metrics"), errors, "bind")).isZero();
    agentErrors.put("bind", 3L);
    agentErrors.put("export", 1L);
    RawHttp.Response response = get("/metrics");

    assertThat(value(response, errors, "bind")).isEqualTo(3);
    assertThat(value(response, errors, "export")).isOne();
  }

  @Test
  void theBuildIsNamed() throws IOException {
    assertThat(get("/metrics").text())
        .contains(
            "porteiro_build_info{java_version=\""
                + System.getProperty("java.version")
                + "\",version=\"1.2.3\"} 1")
        .contains("porteiro_config_valid 1.0");
  }

  @Test
  void nothingIsRegisteredTwice() throws IOException {
    List<String> complaints = new CopyOnWriteArrayList<>();
    Logger micrometer = Logger.getLogger("io.micrometer");
    Level level = micrometer.getLevel();
    Handler handler = handler(complaints);
    micrometer.setLevel(Level.ALL);
    micrometer.addHandler(handler);
    try {
      inventory.listen("tcp/513");
      get("/metrics");
      inventory.stopListening("tcp/513").listen("tcp/513").listen("tcp/514");
      get("/metrics");
      get("/metrics");
    } finally {
      micrometer.removeHandler(handler);
      micrometer.setLevel(level);
    }

    assertThat(complaints).isEmpty();
  }

  @Test
  void scrapesAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    inventory = new SampleInventory(5, false).listen("tcp/513").connections("tcp/513", 1, 0, 0);
    port();
    ExecutorService scrapers = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(
            scrapers.submit(
                () -> {
                  try (RawHttp http = new RawHttp(endpoint.port())) {
                    for (int n = 0; n < 50; n++) {
                      RawHttp.Response response = http.get("/metrics");
                      assertThat(value(response, "porteiro_connections_active", "513")).isOne();
                    }
                  }
                  return null;
                }));
      }
      for (int port = 1_000; !futures.stream().allMatch(Future::isDone); port++) {
        inventory.listen("tcp/" + port).stopListening("tcp/" + port);
      }
      for (Future<?> future : futures) {
        future.get(30, TimeUnit.SECONDS);
      }
    } finally {
      scrapers.shutdownNow();
    }
  }

  private RawHttp.Response get(String path, String... headers) throws IOException {
    return RawHttp.get(port(), path, headers);
  }

  private int port() throws IOException {
    if (endpoint == null) {
      start(false);
    }
    return endpoint.port();
  }

  private void start(boolean histogram) throws IOException {
    MetricsHandler handler =
        new MetricsHandler(
            () -> {
              snapshots.incrementAndGet();
              return inventory.snapshot();
            },
            () -> agentErrors,
            histogram,
            () -> configValid,
            "1.2.3");
    HttpRouter router = new HttpRouter("porteiro.test", errors::add).with("/metrics", handler);
    endpoint = HttpEndpoint.start("127.0.0.1", 0, () -> router, MetricsHandlerTest::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private static Handler handler(List<String> messages) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        messages.add(record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static String label(String value) {
    return "error=\"" + value + "\"";
  }

  private static Map<String, String> withoutDate(RawHttp.Response response) {
    response.headers().remove("Date");
    return response.headers();
  }

  private static List<String> families(RawHttp.Response response) {
    return response
        .text()
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2])
        .toList();
  }

  /** Of the one series of that name with the label, or with any label of that value. */
  private static double value(RawHttp.Response response, String name, String label) {
    String wanted = label.contains("=") ? label : "=\"" + label + "\"";
    List<String> series =
        response
            .text()
            .lines()
            .filter(line -> line.startsWith(name + "{") && line.contains(wanted))
            .toList();
    assertThat(series).as("%s with %s", name, wanted).hasSize(1);
    return Double.parseDouble(series.get(0).substring(series.get(0).lastIndexOf(' ') + 1));
  }
}
