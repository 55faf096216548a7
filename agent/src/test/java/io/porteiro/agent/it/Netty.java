package io.porteiro.agent.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions of Netty that programs run on, each a set of jars of its own. */
final class Netty {

  static final String V_4_1 = "netty-4.1";
  static final String V_4_2 = "netty-4.2";

  private Netty() {}

  /** Those with all tools, and the oldest: what is woven is the same on all. */
  static Stream<Jdk> jdks() {
    return Jdk.all().stream().filter(jdk -> jdk.version() == 8 || jdk.hasTools());
  }

  /** Those that the JDK is old or new enough for. */
  static Stream<String> versions(Jdk jdk) {
    return Stream.of(V_4_1, V_4_2);
  }

  static Jvm.Builder on(Jdk jdk, String version) {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "Netty's native libraries are for x86-64");
    return Jvm.on(jdk).with(version);
  }

  /** What it listens on; a transport that this system does not allow is said, and skipped. */
  static String listening(Jvm jvm) {
    String name = jvm.listening();
    assumeFalse(name.startsWith("unavailable"), name);
    return name;
  }

  /** What was said on stderr, but for what a JDK itself says of programs that call native code. */
  static String complaints(Jvm jvm) {
    return jvm.err()
        .lines()
        .filter(line -> !line.startsWith("WARNING: ") || line.contains("porteiro"))
        .collect(Collectors.joining("\n"));
  }
}
