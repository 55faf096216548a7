package io.porteiro.agent.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * Prometheus and Alertmanager with the configurations and rules that are shipped, but for the
 * addresses, and for the time: a minute of theirs is a second here. What they have to say arrives
 * at a receiver of the test's own.
 */
final class Monitoring implements AutoCloseable {

  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
  private static final Path SHIPPED = Path.of("../grafana");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a rule waits, and what it looks back to. */
  private static final Pattern MINUTES = Pattern.compile("(?<=for: |\\[|offset )(\\d+)m\\b");

  private static final Pattern HOURS = Pattern.compile("(?<=\\[)(\\d+)h\\b");

  private static final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Path folder;
  private final int prometheusPort = Jvm.freePort();
  private final int alertmanagerPort = Jvm.freePort();
  private final List<Notification> notifications = new CopyOnWriteArrayList<>();
  private final HttpServer receiver;
  private Process prometheus;
  private Process alertmanager;

  private Monitoring(Path folder) throws IOException {
    this.folder = folder;
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring(1);
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          notifications.addAll(Notification.all(name, body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  /**
   * Of the JVM whose endpoint is on that port.
   *
   * @param name a folder for it
   */
  static Monitoring of(int metricsPort, String name) throws IOException {
    return of(List.of(metricsPort), name);
  }

  /** Of the JVMs whose endpoints are on these ports. */
  static Monitoring of(List<Integer> metricsPorts, String name) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(PROMETHEUS), "prometheus, Debian's package, is not installed");
    Assumptions.assumeTrue(
        Files.isExecutable(ALERTMANAGER),
        "prometheus-alertmanager, Debian's package, is not installed");
    Monitoring monitoring = new Monitoring(emptied(Path.of("target", "monitoring", name)));
    try {
      monitoring.configure(metricsPorts);
      monitoring.start();
      return monitoring;
    } catch (IOException | RuntimeException | Error e) {
      monitoring.close();
      throw e;
    }
  }

  private static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(folder).toAbsolutePath();
  }

  private void configure(List<Integer> metricsPorts) throws IOException {
    Path rules = Files.createDirectory(folder.resolve("rules"));
    try (Stream<Path> shipped = Files.list(SHIPPED.resolve("prometheus/rules"))) {
      for (Path file : shipped.toList()) {
        Files.writeString(rules.resolve(file.getFileName()), faster(Files.readString(file)));
      }
    }
    Files.createDirectory(folder.resolve("targets"));
    Files.writeString(
        folder.resolve("prometheus.yml"),
        Files.readString(SHIPPED.resolve("prometheus/prometheus.yml"))
            .replace("_interval: 15s", "_interval: 1s")
            .replace("- 127.0.0.1:9513", targets(metricsPorts))
            .replace("127.0.0.1:9093", "127.0.0.1:" + alertmanagerPort));
    Files.writeString(
        folder.resolve("alertmanager.yml"),
        Files.readString(SHIPPED.resolve("alertmanager.yml"))
            .replace("group_wait: 30s", "group_wait: 500ms")
            .replace("group_wait: 10s", "group_wait: 160ms")
            .replace("group_interval: 5m", "group_interval: 5s")
            .replace("127.0.0.1:9099", "127.0.0.1:" + receiver.getAddress().getPort()));
  }

  private static String targets(List<Integer> ports) {
    return ports.stream()
        .map(port -> "- 127.0.0.1:" + port)
        .collect(Collectors.joining("\n" + " ".repeat(10)));
  }

  private static String faster(String rules) {
    String seconds = MINUTES.matcher(rules.replace(":15s]", ":1s]")).replaceAll("$1s");
    return HOURS.matcher(seconds).replaceAll("$1m");
  }

  private void start() throws IOException {
    alertmanager =
        start(
            ALERTMANAGER,
            "--config.file=" + folder.resolve("alertmanager.yml"),
            "--storage.path=" + folder.resolve("alertmanager"),
            "--web.listen-address=127.0.0.1:" + alertmanagerPort,
            "--cluster.listen-address=");
    prometheus =
        start(
            PROMETHEUS,
            "--config.file=" + folder.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + prometheusPort);
    await("Alertmanager", () -> isReady(alertmanagerPort));
    await("Prometheus", () -> isReady(prometheusPort));
  }

  private Process start(Path program, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(List.of(arguments));
    builder.redirectErrorStream(true);
    builder.redirectOutput(log(program.getFileName().toString()).toFile());
    return builder.start();
  }

  private Path log(String program) {
    return folder.resolve(program + ".log");
  }

  private static boolean isReady(int port) throws IOException, InterruptedException {
    try {
      return get(port, "/-/ready").statusCode() == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until Prometheus finds something for that expression. */
  void awaitSamples(String expression) {
    await(
        expression,
        () ->
            !ask("query", Map.of("query", expression))
                .getObject("data")
                .getArray("result")
                .isEmpty());
  }

  /**
   * What Prometheus answers.
   *
   * @param what the last part of the path of its API
   */
  JsonObject ask(String what, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    try {
      return JsonParser.object().from(get(prometheusPort, "/api/v1/" + what + "?" + query).body());
    } catch (IOException | JsonParserException e) {
      throw new IllegalStateException(query, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  /** Waits until Alertmanager withholds that alert, as there is a worse one. */
  void awaitInhibited(String alert) {
    String filter = encoded("alertname=\"" + alert + "\"");
    await(
        alert + " is inhibited",
        () -> {
          JsonArray alerts =
              JsonParser.array()
                  .from(get(alertmanagerPort, "/api/v2/alerts?filter=" + filter).body());
          return !alerts.isEmpty()
              && !alerts.getObject(0).getObject("status").getArray("inhibitedBy").isEmpty();
        });
  }

  /** Waits for a notification of that receiver. */
  Notification await(String receiver, String alert, String status) {
    return await(receiver, alert, status, () -> {});
  }

  /** As above; does something over and over while it waits. */
  Notification await(String receiver, String alert, String status, Runnable meanwhile) {
    Predicate<Notification> wanted =
        n -> n.receiver().equals(receiver) && n.alert().equals(alert) && n.status().equals(status);
    await(
        receiver + " hears that " + alert + " is " + status,
        () -> {
          meanwhile.run();
          return notifications.stream().anyMatch(wanted);
        });
    return notifications.stream().filter(wanted).findFirst().orElseThrow();
  }

  List<Notification> notifications() {
    return notifications;
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                for (Process process : List.of(prometheus, alertmanager)) {
                  if (!process.isAlive()) {
                    throw new IllegalStateException("it ended: " + process.info());
                  }
                }
                return condition.call();
              });
    } catch (RuntimeException e) {
      throw new IllegalStateException(notifications + "\n" + logs(), e);
    }
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    for (Path program : List.of(PROMETHEUS, ALERTMANAGER)) {
      try {
        logs.append(Files.readString(log(program.getFileName().toString())));
      } catch (IOException none) {
        logs.append(none).append('\n');
      }
    }
    return logs.toString();
  }

  @Override
  public void close() {
    stop(prometheus);
    stop(alertmanager);
    receiver.stop(0);
  }

  private static void stop(Process process) {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
