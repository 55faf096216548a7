package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that the JDK brings: all of the program is in named modules. */
class ModulesIT {

  private static final int CONNECTIONS = 7;

  @TempDir static Path folder;

  static Stream<Jdk> jdksWithWebServer() {
    return Jdk.all().stream().filter(jdk -> jdk.version() >= 18);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksWithWebServer")
  void theWebServer(Jdk jdk) {
    try (Jvm without = webServer(jdk).agent(null).start();
        Jvm with = webServer(jdk).start()) {
      String theirs = webPort(without);
      String port = webPort(with);
      with.firstScrape();
      for (int i = 0; i < CONNECTIONS; i++) {
        request(port);
        request(theirs);
      }
      counted(with, port, 0, "sun.net.httpserver.ServerImpl", "jdk.httpserver");
      with.await("its log", () -> with.out().lines().count() == without.out().lines().count());
      assertThat(plain(with)).isEqualTo(plain(without));
    }
  }

  private static Jvm.Builder webServer(Jdk jdk) {
    return Jvm.on(jdk)
        .noClassPath()
        .endsBySignal()
        .main("-m", "jdk.httpserver", "-p", "0", "-b", "127.0.0.1");
  }

  private static String webPort(Jvm jvm) {
    Pattern url = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
    jvm.await("its address", () -> url.matcher(jvm.out()).find());
    Matcher found = url.matcher(jvm.out());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static void request(String port) {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port))) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("HEAD / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plain(Jvm jvm) {
    return (jvm.out() + jvm.err()).replaceAll("\\d+", "N");
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theRmiRegistry(Jdk jdk) throws IOException {
    String port = Integer.toString(Jvm.freePort());
    String registry = "sun.rmi.registry.RegistryImpl";
    Jvm.Builder builder = Jvm.on(jdk).noClassPath().endsBySignal().options(policy(jdk));
    if (jdk.version() > 8) {
      builder.main("-m", "java.rmi/" + registry, port);
    } else {
      builder.main(registry, port);
    }
    try (Jvm jvm = builder.start()) {
      jvm.firstScrape();
      jvm.await("its port", () -> jvm.scrape().tcp("porteiro_listeners", port) == 1);
      knock(port);
      String factory =
          jdk.version() > 8
              ? "sun.rmi.transport.tcp.TCPDirectSocketFactory"
              : "sun.rmi.transport.proxy.RMIDirectSocketFactory";
      counted(jvm, port, 0, factory, jdk.version() > 8 ? "java.rmi" : "rt.jar");
      assertThat(jvm.err() + jvm.out()).doesNotContain("porteiro");
    }
  }

  static Stream<Jdk> jdksWithTools() {
    return Jdk.all().stream().filter(jdk -> jdk.has("jstatd"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksWithTools")
  void jstatd(Jdk jdk) throws IOException {
    String registry = Integer.toString(Jvm.freePort());
    String host = Integer.toString(Jvm.freePort());
    try (Jvm without = jstatd(jdk, registry, host).agent(null).start()) {
      without.await("its word", () -> without.out().contains("\n"));
      without.stop();
      try (Jvm jvm = jstatd(jdk, registry, host).start()) {
        jvm.await("its word", () -> jvm.out().contains("\n"));
        jvm.firstScrape();
        // it has connected to itself
        long before = accepted(jvm, host);
        knock(host);
        counted(jvm, host, before, "sun.rmi.transport.tcp.TCPDirectSocketFactory", "java.rmi");
        assertThat(plain(jvm)).isEqualTo(plain(without));
      }
    }
  }

  private static Jvm.Builder jstatd(Jdk jdk, String registry, String host) {
    return Jvm.on(jdk)
        .tool("jstatd")
        .endsBySignal()
        .options(policy(jdk))
        .main("-p", registry, "-r", host);
  }

  /** Both have a security manager where there is one, which lets nobody do anything. */
  private static String[] policy(Jdk jdk) {
    if (jdk.version() >= 24) {
      return new String[0];
    }
    Path file = folder.resolve("policy");
    try {
      Files.writeString(file, "grant { permission java.security.AllPermission; };");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String policy = "-Djava.security.policy=" + file;
    return jdk.version() >= 18
        ? new String[] {policy, "-Djava.security.manager=allow"}
        : new String[] {policy};
  }

  private static void knock(String port) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port)).close();
    }
  }

  private static long accepted(Jvm jvm, String port) {
    return jvm.scrape().tcp("porteiro_connections_accepted_total", port);
  }

  private static void counted(Jvm jvm, String port, long before, String owner, String artifact) {
    jvm.await(
        "as many active as the operating system says",
        () -> {
          long active = jvm.scrape().tcp("porteiro_connections_active", port);
          return accepted(jvm, port) == before + CONNECTIONS
              && active == Kernel.connections(jvm.pid(), Integer.parseInt(port));
        });
    Scrape scrape = jvm.scrape();
    assertThat(scrape.samples("porteiro_listener_info", Map.of("port", port)).get(0).labels())
        .containsEntry("owner", owner)
        .containsEntry("artifact", artifact);
    assertThat(scrape.agentErrors()).isZero();
  }
}
