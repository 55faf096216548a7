package io.porteiro.agent.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The versions of Netty that programs run on, each a set of jars of its own. */
final class Netty {

  static final String V_4_1 = "netty-4.1";
  static final String V_4_2 = "netty-4.2";

  private Netty() {}

  /** Those with all tools, and the oldest: what is woven is the same on all. */
  static List<Jdk> jdks() {
    return Jdk.all().stream().filter(jdk -> jdk.version() == 8 || jdk.hasTools()).toList();
  }

  static List<Jdk> otherJdks() {
    List<Jdk> first = jdks();
    return Jdk.all().stream().filter(jdk -> !first.contains(jdk)).toList();
  }

  /** Every version on each of the JDKs, and every transport that both have. */
  static Stream<Arguments> transports(List<Jdk> jdks) {
    return jdks.stream()
        .flatMap(
            jdk ->
                Stream.of(V_4_1, V_4_2)
                    .flatMap(
                        version ->
                            Stream.of("nio", "epoll", "io_uring")
                                .filter(transport -> runs(jdk, version, transport))
                                .map(transport -> Arguments.of(jdk, version, transport))));
  }

  /** Netty 4.2 itself is for Java 8, but not its io_uring. */
  private static boolean runs(Jdk jdk, String version, String transport) {
    return jdk.version() >= 9 || version.equals(V_4_1) || !transport.equals("io_uring");
  }

  /** With that set of jars. */
  static Jvm.Builder on(Jdk jdk, String version) {
    checkProcessor();
    return Jvm.on(jdk).with(version);
  }

  /** As modules. */
  static Jvm.Builder onModules(Jdk jdk, String version) {
    checkProcessor();
    return Jvm.on(jdk).withModules(version);
  }

  private static void checkProcessor() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "Netty's native libraries are for x86-64");
  }

  /** What it listens on; a transport that this system does not allow is said, and skipped. */
  static String listening(Jvm jvm) {
    String name = jvm.listening();
    assumeFalse(name.startsWith("unavailable"), name);
    return name;
  }

  /** As above, of a program that cannot listen. */
  static void skipUnlessAvailable(Jvm jvm) {
    assumeFalse(jvm.out().contains("listening unavailable"), jvm.out());
  }

  /** What was said on stderr, but for what a JDK itself says of programs that call native code. */
  static String complaints(Jvm jvm) {
    return jvm.err()
        .lines()
        .filter(line -> !line.startsWith("WARNING: ") || line.contains("porteiro"))
        .collect(Collectors.joining("\n"));
  }
}
