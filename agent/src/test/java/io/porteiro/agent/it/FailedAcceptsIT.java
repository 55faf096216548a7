package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Accepts that fail because the process has no descriptor left. */
class FailedAcceptsIT {

  static Stream<Arguments> jdksAndApis() {
    return Jdk.all().stream()
        .flatMap(
            jdk ->
                Stream.of(
                        "ServerSocket",
                        "ServerSocketChannel",
                        "ServerSocketChannel-adaptor",
                        "Asynchronous-future",
                        "Asynchronous-handler")
                    .map(api -> Arguments.of(jdk, api)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndApis")
  void areCountedAsTheApplicationSawThem(Jdk jdk, String api) {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("-XX:-MaxFDLimit")
            .main("io.porteiro.apps.Exhausted", api)
            .maxFiles(200)
            .start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      // one that succeeds, so that all that an accept needs is loaded
      Client.tcp(Integer.parseInt(port)).say('C').untilEnd().close();
      jvm.command("exhaust");
      // one of them may get the descriptor that some other thread gave back
      try (Client first = Client.tcp(Integer.parseInt(port));
          Client second = Client.tcp(Integer.parseInt(port));
          Client third = Client.tcp(Integer.parseInt(port))) {
        jvm.command("await failures");
        jvm.command("relax");
        first.say('E');
        second.say('E');
        third.say('E');
      }
      jvm.command("count");
      long failures =
          jvm.out()
              .lines()
              .filter(line -> line.startsWith("failures "))
              .mapToLong(line -> Long.parseLong(line.substring("failures ".length())))
              .findFirst()
              .orElseThrow();
      assertThat(failures).isPositive();
      Scrape scrape = jvm.scrape();
      assertThat(scrape.tcp("porteiro_accept_errors_total", port, "error", "too_many_files"))
          .isEqualTo(failures);
      assertThat(scrape.tcp("porteiro_accept_errors_total", port, "error", "other")).isZero();
      assertThat(scrape.agentErrors()).isZero();
    }
  }
}
