package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options of the JVM that change what the agent stands on: the counts are as exact, and quiet. */
class FlagsIT {

  /** An option, and the JDKs that have it. */
  private record Flag(String option, int first, int last) {

    boolean isOf(Jdk jdk) {
      return first <= jdk.version() && jdk.version() <= last;
    }
  }

  private static final int ALWAYS = Integer.MAX_VALUE;

  private static final Flag[] FLAGS = {
    new Flag("-XX:+UseSerialGC", 8, ALWAYS),
    new Flag("-XX:+UseParallelGC", 8, ALWAYS),
    new Flag("-Xshare:off", 8, ALWAYS),
    new Flag("-Xint", 8, ALWAYS),
    new Flag("-Djdk.net.usePlainSocketImpl=true", 11, 17),
    new Flag("--illegal-access=deny", 9, 16),
    new Flag("--sun-misc-unsafe-memory-access=deny", 23, ALWAYS),
    new Flag("--illegal-native-access=deny", 24, ALWAYS),
    new Flag("--illegal-final-field-mutation=deny", 26, ALWAYS),
    new Flag("-XX:+UseCompactObjectHeaders", 25, ALWAYS),
  };

  static Stream<Arguments> jdksAndFlags() {
    return Jdk.all().stream()
        .flatMap(
            jdk ->
                Stream.of(FLAGS)
                    .filter(flag -> flag.isOf(jdk))
                    .map(flag -> Arguments.of(jdk, flag.option())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndFlags")
  void countsAsExactly(Jdk jdk, String flag) {
    try (Jvm jvm = Jvm.on(jdk).bare().options(flag).main("io.porteiro.apps.Churn").start()) {
      String[] ports = jvm.listening().split(" ");
      jvm.firstScrape();
      for (String port : ports) {
        Ends.check(jvm, port);
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }
}
