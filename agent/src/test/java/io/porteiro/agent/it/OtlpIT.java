package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is pushed by OTLP, received over HTTP. */
class OtlpIT {

  private static final String ACCEPTED = "porteiro.connections.accepted";
  private static final String ACTIVE = "porteiro.connections.active";
  private static Path otlpJar;

  @BeforeAll
  static void findTheJar() throws IOException {
    otlpJar = Maven.otlp();
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void thePushedNumbersAreThoseOfAScrape(Jdk jdk) throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm = start(jdk, collector, "1000")) {
      String port = jvm.listening();
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(Client.tcp(Integer.parseInt(port)).say('a'));
      }
      clients.remove(4).close();
      clients.remove(3).close();
      jvm.await(
          "three active, pushed",
          () ->
              !collector.pushes().isEmpty()
                  && Double.valueOf(3).equals(collector.last().tcp(ACTIVE, port))
                  && Double.valueOf(5).equals(collector.last().tcp(ACCEPTED, port)));
      jvm.await("the same as a scrape", () -> collector.last().values().equals(scraped(jvm)));

      Collector.Push push = collector.last();
      assertThat(push.path()).isEqualTo("/v1/metrics");
      assertThat(push.headers())
          .containsEntry("Content-Type", "application/x-protobuf")
          .containsEntry("api-key", "secret value");
      assertThat(push.resource())
          .containsEntry("service.name", "shop")
          .containsEntry("deployment.environment", "test")
          .containsEntry("telemetry.sdk.name", "io.porteiro");
      clients.forEach(Client::close);
      assertThat(jvm.scrape().agentErrors()).isZero();
      jvm.stop();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** The JVM's end finds a push that is an hour away. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theLastNumbersArePushedWhenTheProgramEnds(Jdk jdk) throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm = start(jdk, collector, "3600000")) {
      String port = jvm.listening();
      jvm.await("the first push", () -> !collector.pushes().isEmpty());
      for (int i = 0; i < 7; i++) {
        Client.tcp(Integer.parseInt(port)).say('a').close();
      }
      jvm.firstScrape();
      jvm.await(
          "they are counted",
          () -> jvm.scrape().tcp("porteiro_connections_closed_total", port) == 7);
      jvm.stop();

      assertThat(jvm.exit()).isZero();
      assertThat(jvm.err()).isEmpty();
      assertThat(collector.last().tcp(ACCEPTED, port)).isEqualTo(7);
      assertThat(collector.last().tcp(ACTIVE, port)).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void takenOutItPushesOnceMoreAndNothingIsLeft(Jdk jdk) throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm = start(jdk, collector, "3600000")) {
      String port = jvm.listening();
      jvm.await("the first push", () -> !collector.pushes().isEmpty());
      Client.tcp(Integer.parseInt(port)).say('a').close();

      assertThat(Tool.porteiro("detach", Long.toString(jvm.pid())).exit()).isZero();

      assertThat(collector.last().tcp(ACCEPTED, port)).isOne();
      jvm.await(
          "its loaders gone",
          () -> !Tool.jcmd(jvm.pid(), "GC.class_histogram").out().contains("AgentClassLoader"));
      assertThat(Tool.jcmd(jvm.pid(), "Thread.print").out()).doesNotContain("porteiro-");
    }
  }

  /** A runtime without logging, management or Unsafe. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void twoModulesAreEnough(Jdk jdk) throws IOException {
    if (jdk.version() == 8) {
      return;
    }
    try (Collector collector = Collector.start();
        Jvm jvm =
            program(jdk, collector.port(), "1000")
                .options("--limit-modules", "java.base,java.instrument")
                .start()) {
      String port = jvm.listening();
      Client client = Client.tcp(Integer.parseInt(port)).say('a');
      jvm.await(
          "a connection, pushed",
          () ->
              !collector.pushes().isEmpty()
                  && Double.valueOf(1).equals(collector.last().tcp(ACTIVE, port)));
      client.close();
      jvm.stop();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @Test
  void theApplicationsLoggingIsNotTouched() throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm =
            program(Jdk.current(), collector.port(), "1000")
                .options("-Djava.util.logging.manager=io.porteiro.none.LogManager")
                .start()) {
      jvm.listening();
      jvm.await("pushes", () -> collector.pushes().size() > 1);
      jvm.stop();
      // the JDK says so when it looks for a LogManager that is not there
      assertThat(jvm.err()).isEmpty();
    }
  }

  @Test
  void itIsCompressedWhenAskedFor() throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm =
            program(Jdk.current(), collector.port(), "1000")
                .environment("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
                .start()) {
      String port = jvm.listening();
      jvm.await(
          "a push",
          () ->
              !collector.pushes().isEmpty()
                  && collector.last().tcp("porteiro.listeners", port) != null);
      assertThat(collector.last().headers()).containsEntry("Content-Encoding", "gzip");
    }
  }

  @Test
  void aCollectorMayHaveACertificate(@TempDir Path folder)
      throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    Tool made =
        Tool.run(
            List.of(
                Jdk.current().tool("keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret"),
            Map.of());
    assertThat(made.exit()).as(made.err()).isZero();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    String url = "https://localhost:" + server.getAddress().getPort();
    try (Collector collector = Collector.of(server);
        Jvm trusting =
            program(url)
                .options(
                    "-Djavax.net.ssl.trustStore=" + store,
                    "-Djavax.net.ssl.trustStorePassword=secret")
                .start();
        Jvm other = program(url).start()) {
      trusting.await("a push", () -> !collector.pushes().isEmpty());
      other.await("a complaint", () -> other.err().contains("cannot be pushed to " + url));
      trusting.stop();
      assertThat(trusting.err()).isEmpty();
    }
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aCollectorThatComesLaterIsPushedToAndItsLackIsSaidOnce() throws IOException {
    int port = Jvm.freePort();
    try (Jvm jvm = program(Jdk.current(), port, "1000").start()) {
      jvm.await("a complaint", () -> !jvm.err().isEmpty());
      try (Collector collector = Collector.start(port)) {
        jvm.await("pushes", () -> collector.pushes().size() > 1);
      }
      assertThat(jvm.err())
          .isEqualTo(
              "porteiro: the metrics cannot be pushed to http://127.0.0.1:"
                  + port
                  + "/v1/metrics, which is tried again: Connection refused\n");
      assertThat(jvm.firstScrape().agentErrors()).isZero();
    }
  }

  @Test
  void aCollectorThatDoesNotAnswerHoldsNobodyUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Jvm jvm = program(Jdk.current(), silent.getLocalPort(), "1000").start()) {
      jvm.listening();
      silent.accept();
      jvm.stop();
      assertThat(jvm.exit()).isZero();
    }
  }

  @Test
  void aJarThatIsNotThereIsSaidOnce() {
    try (Jvm jvm = program("http://127.0.0.1:4318").agentAlso("otlp.jar=/no/such.jar").start()) {
      jvm.firstScrape();
      jvm.await("a complaint", () -> !jvm.err().isEmpty());
      jvm.stop();
      assertThat(jvm.err())
          .isEqualTo(
              "porteiro: nothing is pushed to http://127.0.0.1:4318/v1/metrics: there is no"
                  + " /no/such.jar; accepted: otlp.jar=the path of porteiro-otlp.jar\n");
    }
  }

  @Test
  void aVariableThatCannotBeRightIsSaidAndTheDefaultHolds() throws IOException {
    try (Collector collector = Collector.start();
        Jvm jvm =
            program(Jdk.current(), collector.port(), "soon")
                .environment("OTEL_EXPORTER_OTLP_COMPRESSION", "zip")
                .start()) {
      jvm.await("a push", () -> !collector.pushes().isEmpty());
      jvm.stop();
      assertThat(jvm.err())
          .isEqualTo(
              "porteiro: OTEL_METRIC_EXPORT_INTERVAL is not right; accepted: a number of"
                  + " milliseconds from 1 on\n"
                  + "porteiro: OTEL_EXPORTER_OTLP_COMPRESSION is not right; accepted: none or"
                  + " gzip\n");
    }
  }

  private static Jvm start(Jdk jdk, Collector collector, String interval) {
    return program(jdk, collector.port(), interval).start();
  }

  private static Jvm.Builder program(Jdk jdk, int collector, String interval) {
    return program(jdk, "http://127.0.0.1:" + collector)
        .environment("OTEL_METRIC_EXPORT_INTERVAL", interval);
  }

  private static Jvm.Builder program(String url) {
    return program(Jdk.current(), url);
  }

  private static Jvm.Builder program(Jdk jdk, String url) {
    return Jvm.on(jdk)
        .bare()
        .agentAlso("otlp.url=" + url + ",otlp.jar=" + otlpJar)
        .environment("OTEL_SERVICE_NAME", "shop")
        .environment("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
        .environment("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret%20value")
        .main("io.porteiro.apps.EchoServer", "ServerSocket");
  }

  /** All that the endpoint has, under the names that are pushed. */
  private static Map<String, Double> scraped(Jvm jvm) {
    Map<String, Double> values = new TreeMap<>();
    for (String line : jvm.scrape().text().lines().toList()) {
      if (!line.startsWith("#")) {
        Scrape.Sample sample = new Scrape(line).samples().get(0);
        values.put(pushedName(sample.name()) + new TreeMap<>(sample.labels()), sample.value());
      }
    }
    return values;
  }

  private static String pushedName(String name) {
    return name.replaceFirst("_seconds_(count|sum)$", "_$1")
        .replaceFirst("_total$", "")
        .replaceFirst("_queue_bytes$", "_queue")
        .replace('_', '.');
  }
}
