package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Apache Karaf: each bundle has a loader of its own, which hands only java.* to the boot loader.
 */
@Tag("large")
class KarafIT {

  private static final int CONNECTIONS = 5;

  /** It logs these in some of its starts, with the agent and without. */
  private static final List<String> RACES =
      List.of(
          "Task rejected for JMX Notification dispatch",
          "java.rmi.server.hostname system property is already set");

  @TempDir Path folder;

  private final String ssh = Integer.toString(Jvm.freePort());
  private final String http = Integer.toString(Jvm.freePort());
  private final String registry = Integer.toString(Jvm.freePort());
  private final String rmi = Integer.toString(Jvm.freePort());

  /** Those that Karaf runs on: from 24 on, its script's options keep a JVM from starting. */
  static Stream<Jdk> jdks() {
    return Jdk.all().stream().filter(jdk -> jdk.version() >= 11 && jdk.version() < 24);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void startsLogsAndServesAsWithout(Jdk jdk) throws IOException {
    Path without = folder.resolve("without");
    String said;
    try (Jvm jvm = start(jdk, without).agent(null).start()) {
      untilStarted(jvm, without);
      said = jvm.out() + jvm.err();
    }
    Path with = folder.resolve("with");
    try (Jvm jvm = start(jdk, with).start()) {
      untilStarted(jvm, with);
      jvm.firstScrape();
      assertThat(owner(jvm, ssh)).startsWith("org.apache.sshd.").contains(" org.apache.sshd.osgi-");
      assertThat(owner(jvm, http)).contains(" org.eclipse.jetty.server-");
      assertThat(owner(jvm, registry)).contains(" org.apache.karaf.management.server-");
      assertThat(owner(jvm, rmi)).contains(" org.apache.karaf.management.server-");
      sshIsCounted(jvm);
      // no application is deployed
      Requests.check(jvm, http, CONNECTIONS, "404", () -> {});
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.out() + jvm.err()).isEqualTo(said);
    }
    assertThat(logs(with)).isEqualTo(logs(without)).contains("karaf.log");
    assertThat(complaints(with)).isEqualTo(complaints(without));
  }

  private Jvm.Builder start(Jdk jdk, Path run) throws IOException {
    Path home = Maven.host("karaf", "apache-karaf-*");
    Path data = Files.createDirectories(run.resolve("data"));
    return Jvm.on(jdk)
        .script(home.resolve("bin/karaf"), "EXTRA_JAVA_OPTS")
        .environment("KARAF_EXEC", "exec")
        .environment("KARAF_ETC", configuration(home, run).toString())
        .environment("KARAF_DATA", data.toString())
        .endsBySignal()
        .main("server");
  }

  /** As it is shipped, but for the ports, and with its HTTP service. */
  private Path configuration(Path home, Path run) throws IOException {
    Path from = home.resolve("etc");
    Path etc = run.resolve("etc");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, etc.resolve(from.relativize(file).toString()));
      }
    }
    Path features = etc.resolve("org.apache.karaf.features.cfg");
    String boot = "featuresBoot = ";
    Files.writeString(
        features, Files.readString(features).replace(boot, boot + "pax-web-http-jetty, "));
    set(etc, "org.apache.karaf.shell.cfg", "sshHost = 127.0.0.1", "sshPort = " + ssh);
    set(
        etc,
        "org.apache.karaf.management.cfg",
        "rmiRegistryPort = " + registry,
        "rmiServerPort = " + rmi);
    set(
        etc,
        "org.ops4j.pax.web.cfg",
        "org.osgi.service.http.port = " + http,
        "org.ops4j.pax.web.listening.addresses = 127.0.0.1");
    set(etc, "system.properties", "karaf.lock.dir = " + run);
    return etc;
  }

  /** Of two lines for one key, the last one holds. */
  private static void set(Path etc, String file, String... lines) throws IOException {
    Files.writeString(
        etc.resolve(file),
        "\n" + String.join("\n", lines) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static Path log(Path run) {
    return run.resolve("data/log/karaf.log");
  }

  private void untilStarted(Jvm jvm, Path run) {
    jvm.await(
        "started",
        () ->
            Files.exists(log(run))
                && Files.readString(log(run)).matches("(?s).*FeaturesServiceImpl .* Done\\..*"));
    jvm.await(
        "all ports",
        () ->
            Stream.of(ssh, http, registry, rmi)
                .allMatch(port -> Kernel.listeners(jvm.pid(), Integer.parseInt(port)) == 1));
  }

  private static String owner(Jvm jvm, String port) {
    Map<String, String> labels =
        jvm.scrape().samples("porteiro_listener_info", Map.of("port", port)).get(0).labels();
    assertThat(labels).containsEntry("address", "127.0.0.1").containsEntry("known_by", "hook");
    return labels.get("owner") + " " + labels.get("artifact");
  }

  private void sshIsCounted(Jvm jvm) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(ssh))) {
        socket.setSoTimeout(20_000);
        assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
            .isEqualTo("SSH-");
      }
    }
    jvm.await(
        "all closed",
        () ->
            jvm.scrape().tcp("porteiro_connections_closed_total", ssh) == CONNECTIONS
                && Kernel.connections(jvm.pid(), Integer.parseInt(ssh)) == 0);
    assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", ssh)).isEqualTo(CONNECTIONS);
  }

  private static Set<String> logs(Path run) throws IOException {
    try (Stream<Path> files = Files.list(log(run).getParent())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** What it logged as a warning or an error, without times, and without those of its own races. */
  private static List<String> complaints(Path run) throws IOException {
    return Files.readAllLines(log(run)).stream()
        .filter(line -> line.contains("| WARN ") || line.contains("| ERROR"))
        .filter(line -> RACES.stream().noneMatch(line::contains))
        .map(line -> line.replaceAll("\\d+", "N"))
        .distinct()
        .sorted()
        .toList();
  }
}
