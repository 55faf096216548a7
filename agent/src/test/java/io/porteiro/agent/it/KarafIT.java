package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache Karaf: each bundle has a loader of its own, which hands only java.* to the boot loader.
 */
@Tag("large")
class KarafIT {

  private static final int CONNECTIONS = 5;

  @TempDir Path folder;

  private final String ssh = Integer.toString(Jvm.freePort());
  private final String registry = Integer.toString(Jvm.freePort());
  private final String rmi = Integer.toString(Jvm.freePort());

  @Test
  void startsLogsAndServesAsWithout() throws IOException {
    Path without = folder.resolve("without");
    String said;
    try (Jvm jvm = start(without).agent(null).start()) {
      untilStarted(jvm, without);
      said = jvm.out() + jvm.err();
    }
    Path with = folder.resolve("with");
    try (Jvm jvm = start(with).start()) {
      untilStarted(jvm, with);
      jvm.firstScrape();
      jvm.await("all ports", () -> List.of(ssh, registry, rmi).stream().allMatch(p -> is(jvm, p)));
      assertThat(owner(jvm, ssh)).startsWith("org.apache.sshd.").contains(" org.apache.sshd.osgi-");
      assertThat(owner(jvm, registry)).contains(" org.apache.karaf.management.server-");
      assertThat(owner(jvm, rmi)).contains(" org.apache.karaf.management.server-");
      counted(jvm);
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.out() + jvm.err()).isEqualTo(said);
    }
    assertThat(complaints(with)).isEqualTo(complaints(without));
  }

  private Jvm.Builder start(Path run) throws IOException {
    Path home = Maven.host("karaf", "apache-karaf-*");
    Path etc = run.resolve("etc");
    try (Stream<Path> files = Files.walk(home.resolve("etc"))) {
      for (Path file : files.toList()) {
        Path copy = etc.resolve(home.resolve("etc").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    set(etc.resolve("org.apache.karaf.shell.cfg"), "sshHost", "127.0.0.1", "sshPort", ssh);
    set(
        etc.resolve("org.apache.karaf.management.cfg"),
        "rmiRegistryPort",
        registry,
        "rmiServerPort",
        rmi);
    set(etc.resolve("system.properties"), "karaf.lock.dir", run.toString());
    Path data = Files.createDirectory(run.resolve("data"));
    return Jvm.on(Jdk.current())
        .script(home.resolve("bin/karaf"), "EXTRA_JAVA_OPTS")
        .environment("KARAF_EXEC", "exec")
        .environment("KARAF_ETC", etc.toString())
        .environment("KARAF_DATA", data.toString())
        .endsBySignal()
        .main("server");
  }

  /** The last one wins. */
  private static void set(Path file, String... pairs) throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(file)).append('\n');
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(pairs[i]).append(" = ").append(pairs[i + 1]).append('\n');
    }
    Files.writeString(file, text);
  }

  private static Path log(Path run) {
    return run.resolve("data/log/karaf.log");
  }

  private static void untilStarted(Jvm jvm, Path run) {
    jvm.await(
        "started",
        () ->
            Files.exists(log(run))
                && Files.readString(log(run)).matches("(?s).*FeaturesServiceImpl .* Done\\..*"));
  }

  private static boolean is(Jvm jvm, String port) {
    return !jvm.scrape().samples("porteiro_listener_info", Map.of("port", port)).isEmpty();
  }

  private static String owner(Jvm jvm, String port) {
    Map<String, String> labels =
        jvm.scrape().samples("porteiro_listener_info", Map.of("port", port)).get(0).labels();
    assertThat(labels).containsEntry("address", "127.0.0.1").containsEntry("known_by", "hook");
    return labels.get("owner") + " " + labels.get("artifact");
  }

  private void counted(Jvm jvm) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(ssh))) {
        socket.setSoTimeout(20_000);
        assertThat(new String(socket.getInputStream().readNBytes(4))).isEqualTo("SSH-");
      }
    }
    jvm.await(
        "all closed",
        () ->
            jvm.scrape().tcp("porteiro_connections_closed_total", ssh) == CONNECTIONS
                && Kernel.connections(jvm.pid(), Integer.parseInt(ssh)) == 0);
    assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", ssh)).isEqualTo(CONNECTIONS);
  }

  /** What it logged as a warning or an error, without times. */
  private static List<String> complaints(Path run) throws IOException {
    return Files.readAllLines(log(run)).stream()
        .filter(line -> line.contains("| WARN ") || line.contains("| ERROR"))
        .map(line -> line.replaceAll("\\d+", "N"))
        .distinct()
        .sorted()
        .toList();
  }
}
