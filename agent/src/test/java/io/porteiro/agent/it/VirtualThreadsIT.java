package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers on virtual threads: counted as exactly, and none is pinned that would not be without. */
class VirtualThreadsIT {

  @TempDir Path folder;

  static Stream<Arguments> jdksAndApis() {
    return Jdk.all().stream()
        .filter(jdk -> jdk.version() >= 21)
        .flatMap(
            jdk ->
                Stream.of("ServerSocket", "ServerSocketChannel")
                    .map(api -> Arguments.of(jdk, api)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndApis")
  void countsExactlyAndPinsNone(Jdk jdk, String api) throws IOException {
    Path recording = folder.resolve("pinned.jfr");
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options(pinned(jdk, recording))
            .main("io.porteiro.apps.VirtualThreads", api)
            .start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      Ends.check(jvm, port);
      assertThat(jvm.scrape().agentErrors()).isZero();
      jvm.stop();
      // where the JDK tells by itself, it does so on standard output
      assertThat(jvm.out()).isEqualTo("listening " + port + "\n");
      assertThat(jvm.err()).isEmpty();
      if (jdk.version() > 21) {
        // the JDK's own pollers wait for each other's initialisation, with and without the agent;
        // and
        // whoever loads a class that is being woven waits for that, as for any class
        assertThat(RecordingFile.readAllEvents(recording)).noneMatch(VirtualThreadsIT::isInAHook);
      }
    }
  }

  /** Every hook passes the facade in the boot loader. */
  private static boolean isInAHook(RecordedEvent event) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(type -> type.startsWith("java.porteiro"));
  }

  /** Has the JDK tell of each virtual thread that waits and holds its carrier. */
  private static String[] pinned(Jdk jdk, Path recording) {
    return jdk.version() == 21
        ? new String[] {"-Djdk.tracePinnedThreads=full"}
        : new String[] {
          "-Xlog:jfr+startup=off",
          "-XX:StartFlightRecording:settings=none,+jdk.VirtualThreadPinned#enabled=true,"
              + "+jdk.VirtualThreadPinned#threshold=0ms,filename="
              + recording
        };
  }
}
