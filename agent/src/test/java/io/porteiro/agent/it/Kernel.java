package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the operating system says about a process's sockets; proc(5). */
final class Kernel {

  private static final String LISTEN = "0A";

  private Kernel() {}

  /** The connections of the process on that local TCP port, its listeners left out. */
  static long connections(long pid, int port) {
    return rows(pid, port).filter(row -> !row[3].equals(LISTEN)).count();
  }

  static long listeners(long pid, int port) {
    return rows(pid, port).filter(row -> row[3].equals(LISTEN)).count();
  }

  static boolean hasIpv6() {
    return !lines(Path.of("/proc/self/net/if_inet6")).isEmpty();
  }

  /** {@code ::} or {@code 0.0.0.0} for a wildcard. */
  static String listenerAddress(long pid, int port) {
    String[] row = rows(pid, port).filter(r -> r[3].equals(LISTEN)).findFirst().orElseThrow();
    return row[1].length() > 16 ? "::" : "0.0.0.0";
  }

  /** The connections that wait for the process to accept them. */
  static long waiting(long pid, int port) {
    return rows(pid, port)
        .filter(row -> row[3].equals(LISTEN))
        .mapToLong(Kernel::receiveQueue)
        .sum();
  }

  /** The datagrams that were dropped on the process's UDP socket with that port. */
  static long drops(long pid, int port) {
    return datagrams(pid, port).mapToLong(row -> Long.parseLong(row[12])).sum();
  }

  /** What its receive buffer holds, in bytes. */
  static long received(long pid, int port) {
    return datagrams(pid, port).mapToLong(Kernel::receiveQueue).sum();
  }

  private static long receiveQueue(String[] row) {
    return Long.parseLong(row[4].substring(row[4].indexOf(':') + 1), 16);
  }

  private static Stream<String[]> datagrams(long pid, int port) {
    return rows(pid, port, "udp", "udp6");
  }

  private static Stream<String[]> rows(long pid, int port) {
    return rows(pid, port, "tcp", "tcp6");
  }

  private static Stream<String[]> rows(long pid, int port, String... files) {
    Set<String> inodes = inodes(pid);
    return Stream.of(files)
        .flatMap(file -> lines(Path.of("/proc/" + pid + "/net/" + file)).stream().skip(1))
        .map(line -> line.trim().split(" +"))
        .filter(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16) == port)
        .filter(row -> inodes.contains(row[9]));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> inodes(long pid) {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (IOException closedMeanwhile) {
          // not open, not counted
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inodes;
  }
}
