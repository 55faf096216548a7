package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What ss(8) lists for a process: its own listening sockets. */
final class Ss {

  private static final Path SS = Path.of("/usr/bin/ss");

  /**
   * @param port a number, or a path for Unix-domain sockets
   * @param limit for TCP how many connections may wait
   */
  record Row(String protocol, String address, String port, int limit) {}

  private Ss() {}

  static boolean isThere() {
    return Files.isExecutable(SS);
  }

  /** Listeners, and datagram sockets; those that are connected too, which -l leaves out. */
  static List<Row> rows(long pid) {
    return lines()
        .filter(line -> line.contains("pid=" + pid + ","))
        .map(line -> line.split(" +"))
        .filter(field -> field[0].equals("udp") || field[1].equals("LISTEN"))
        .map(Ss::row)
        .toList();
  }

  private static Row row(String[] field) {
    String local = field[4];
    if (field[0].startsWith("u_")) {
      return new Row("unix", local, local, 0);
    }
    int colon = local.lastIndexOf(':');
    return new Row(
        field[0],
        address(local.substring(0, colon)),
        local.substring(colon + 1),
        Integer.parseInt(field[3]));
  }

  /** As the agent writes it, but without a scope. */
  private static String address(String text) {
    String address = text.replaceAll("[\\[\\]]|%.*", "");
    return address.equals("*") ? "::" : address.replaceFirst("^::ffff:(?=.*\\.)", "");
  }

  private static Stream<String> lines() {
    try {
      Process ss = new ProcessBuilder(SS.toString(), "-H", "-atuxnp").start();
      return new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
