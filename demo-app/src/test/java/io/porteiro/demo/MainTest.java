package io.porteiro.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsTheUsage() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("usage:")
        .contains("--port-offset", "--duration", "--host", "--unexpected-after", "--metrics-port");
    assertThat(err.size()).isZero();
  }

  @Test
  void aWrongOptionIsOneLineAndExitCode2() {
    assertThat(run("--duration", "soon")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "porteiro-demo: --duration takes a whole number from 1 to 31536000, not 'soon'");
    assertThat(out.size()).isZero();
  }

  @Test
  void aPortThatIsTakenIsOneLineAndExitCode1() throws IOException {
    try (ServerSocket taken = takenPort()) {
      int port = taken.getLocalPort();

      assertThat(run("--port-offset", String.valueOf(port - 513))).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8).lines())
          .singleElement()
          .asString()
          .startsWith("porteiro-demo: cannot open login on TCP 127.0.0.1:" + port + ": ");
      assertThat(out.size()).isZero();
    }
  }

  @Test
  void endsByItselfAfterItsDuration() throws Exception {
    Process process = start("--duration", "1");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(process.inputReader().lines())
        .last()
        .asString()
        .matches("login: \\d+ connections made by .*, \\d open; who: \\d+ packets sent; page: .*");
    assertThat(process.errorReader().lines()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void stopsCleanlyOnASignal() throws Exception {
    Process process = start();
    BufferedReader lines = process.inputReader();
    for (int i = 0; i < 3; i++) {
      assertThat(lines.readLine()).startsWith(List.of("login", "who", "page").get(i));
    }
    // The process itself would close what is still to be read.
    process.toHandle().destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(lines.lines()).singleElement().asString().startsWith("login: ");
    assertThat(process.errorReader().lines()).isEmpty();
  }

  private int run(String... args) {
    return Main.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  /** A listening port that is at most 513 and the largest offset. */
  private static ServerSocket takenPort() throws IOException {
    for (int port = 20000; port < 20100; port++) {
      try {
        return new ServerSocket(port, 1, Sockets.loopback());
      } catch (BindException e) {
        // In use: the next one will do as well.
      }
    }
    throw new IOException("no port to take");
  }

  private static Process start(String... args) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DemoProgram.class.getName());
    builder.command().addAll(List.of(args));
    // The JVM says on its error output that it uses these.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder.start();
  }
}
