package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners that come, or go, without a word to the hooks. */
class KernelIT {

  private static final Pattern DEBUGGERS_PORT = Pattern.compile("address: (?:.*:)?(\\d+)\n");

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aDebuggersPortIsListedUntilADebuggerHasCome(Jdk jdk) throws IOException {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0")
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.await("the debugger's port", () -> DEBUGGERS_PORT.matcher(jvm.out()).find());
      Matcher said = DEBUGGERS_PORT.matcher(jvm.out());
      assertThat(said.find()).isTrue();
      String port = said.group(1);
      jvm.firstScrape();
      isListedByTheKernelAlone(jvm, port);
      SameAsSs.check(jvm);
      try (Socket debugger =
          new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port))) {
        debugger.setSoTimeout(20_000);
        byte[] greeting = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
        debugger.getOutputStream().write(greeting);
        assertThat(debugger.getInputStream().readNBytes(greeting.length)).isEqualTo(greeting);
        isGone(jvm, port);
        SameAsSs.check(jvm);
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aNativeLibrarysListenerIsListedWhileItIsOpen(Jdk jdk) {
    try (Jvm jvm = nativeSockets(jdk)) {
      jvm.firstScrape();
      String port = jvm.ask("server native Native 127.0.0.1 0 7");
      isListedByTheKernelAlone(jvm, port);
      SameAsSs.check(jvm);
      // what backlog it asked for nobody knows
      assertThat(jvm.scrape().samples("porteiro_accept_queue_limit", Map.of("port", port)))
          .isEmpty();
      Client client = Client.tcp(Integer.parseInt(port));
      jvm.await("one waits", () -> jvm.scrape().tcp("porteiro_accept_queue_length", port) == 1);
      client.close();
      jvm.ask("close-natively native");
      isGone(jvm, port);
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aListenerThatIsClosedBehindTheHooksIsGone(Jdk jdk) {
    try (Jvm jvm = nativeSockets(jdk)) {
      jvm.firstScrape();
      String port = jvm.ask("server one ServerSocketChannel 127.0.0.1 0 7");
      isListed(jvm, port, "hook", "io.porteiro.apps.Servers");
      jvm.ask("close-natively one");
      isGone(jvm, port);
      // one that gets the same descriptor is another
      String next = jvm.ask("server two ServerSocketChannel 127.0.0.1 0 7");
      isListed(jvm, next, "hook", "io.porteiro.apps.Servers");
      jvm.ask("close-natively two");
      String last = jvm.ask("server three Native 127.0.0.1 0 7");
      isListedByTheKernelAlone(jvm, last);
      isGone(jvm, next);
      SameAsSs.check(jvm);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static Jvm nativeSockets(Jdk jdk) {
    return Jvm.on(jdk)
        .bare()
        .open("java.io", "sun.nio.ch")
        .main("io.porteiro.apps.Sockets")
        .start();
  }

  private static void isListedByTheKernelAlone(Jvm jvm, String port) {
    isListed(jvm, port, "kernel", "");
  }

  private static void isListed(Jvm jvm, String port, String knownBy, String owner) {
    jvm.await(
        port + " is listed",
        () ->
            !jvm.scrape().samples("porteiro_listeners", Map.of("port", port)).isEmpty()
                && jvm.scrape().tcp("porteiro_listeners", port) == 1);
    assertThat(jvm.scrape().samples("porteiro_listener_info", Map.of("port", port)))
        .singleElement()
        .satisfies(
            info ->
                assertThat(info.labels())
                    .containsEntry("known_by", knownBy)
                    .containsEntry("owner", owner)
                    .containsEntry("address", "127.0.0.1")
                    .containsEntry("exposure", "loopback"));
  }

  private static void isGone(Jvm jvm, String port) {
    jvm.await(port + " is gone", () -> jvm.scrape().tcp("porteiro_listeners", port) == 0);
    assertThat(jvm.scrape().samples("porteiro_listener_info", Map.of("port", port))).isEmpty();
  }
}
