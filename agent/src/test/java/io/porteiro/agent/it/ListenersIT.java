package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each listening socket is listed exactly once, with the system's address, however it is bound. */
class ListenersIT {

  @TempDir Path folder;

  @Test
  void ssIsThereToCompareWith() {
    Assumptions.assumeTrue(
        Ss.isThere(), "ss, of Debian's package iproute2, is not installed: nothing was compared");
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  static Stream<Jdk> jdksFrom9() {
    return jdks().filter(jdk -> jdk.version() >= 9);
  }

  static Stream<Jdk> jdksFrom16() {
    return jdks().filter(jdk -> jdk.version() >= 16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theAddressIsTheSystems(Jdk jdk) {
    try (Jvm jvm = sockets(jdk)) {
      jvm.firstScrape();
      for (String api : List.of("ServerSocket", "ServerSocketChannel", "Asynchronous-future")) {
        for (String[] hostAndAddress :
            new String[][] {
              {"0.0.0.0", "::"},
              {"::", "::"},
              {"127.0.0.2", "127.0.0.2"},
              {"::ffff:127.0.0.1", "127.0.0.1"},
              {"::1", "::1"}
            }) {
          String name = api + hostAndAddress[0];
          String port = jvm.ask("server " + name + " " + api + " " + hostAndAddress[0] + " 0 5");
          isListed(jvm, "tcp", port, hostAndAddress[1], "io.porteiro.apps.Servers");
        }
      }
      SameAsSs.check(jvm);
      isHealthy(jvm);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void withIpv4AloneTheWildcardIsIpv4s(Jdk jdk) {
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("-Djava.net.preferIPv4Stack=true")
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.firstScrape();
      for (String api : List.of("ServerSocket", "ServerSocketChannel")) {
        String port = jvm.ask("server " + api + " " + api + " 0.0.0.0 0 5");
        isListed(jvm, "tcp", port, "0.0.0.0", "io.porteiro.apps.Servers");
      }
      SameAsSs.check(jvm);
      isHealthy(jvm);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksFrom9")
  void twoThatShareAPortAreTwo(Jdk jdk) {
    try (Jvm jvm = sockets(jdk)) {
      jvm.firstScrape();
      String port = Integer.toString(Jvm.freePort());
      jvm.ask("server one ServerSocketChannel-shared 127.0.0.1 " + port + " 5");
      jvm.ask("server two ServerSocketChannel-shared 127.0.0.1 " + port + " 7");
      awaitListeners(jvm, "tcp", port, 2);
      // a limit is there once the kernel was asked
      jvm.await(
          "the limit of both",
          () -> jvm.scrape().tcp("porteiro_accept_queue_limit", port) == 5 + 7);
      // in nothing that has a label are they different
      isKnown(jvm, "tcp", port, "127.0.0.1", "io.porteiro.apps.Servers");
      SameAsSs.check(jvm);
      jvm.ask("close one");
      awaitListeners(jvm, "tcp", port, 1);
      isKnown(jvm, "tcp", port, "127.0.0.1", "io.porteiro.apps.Servers");
      SameAsSs.check(jvm);
      isHealthy(jvm);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksFrom16")
  void aUnixDomainSocketIsListedOnce(Jdk jdk) {
    try (Jvm jvm = sockets(jdk)) {
      jvm.firstScrape();
      String path = folder.resolve("porta-é").toString();
      jvm.ask("unix one " + path);
      for (int i = 0; i < 2; i++) {
        isListed(jvm, "unix", path, path, "io.porteiro.apps.UnixServer");
        SameAsSs.check(jvm);
      }
      jvm.ask("close one");
      awaitListeners(jvm, "unix", path, 0);
      SameAsSs.check(jvm);
      isHealthy(jvm);
    }
  }

  /** The system then has the address of the interface for it, until it is disconnected. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aDatagramSocketThatIsConnectedStaysTheSame(Jdk jdk) {
    try (Jvm jvm = sockets(jdk)) {
      jvm.firstScrape();
      for (String api : List.of("DatagramSocket", "DatagramChannel")) {
        String port = Integer.toString(Jvm.freePort());
        jvm.ask("datagrams " + api + " " + api + " 0.0.0.0 " + port + " 10000");
        jvm.ask("connect " + api + " " + jvm.metricsPort());
        SameAsSs.check(jvm);
        isListed(jvm, "udp", port, "127.0.0.1", "io.porteiro.apps.Sockets");
        jvm.ask("disconnect " + api);
        SameAsSs.check(jvm);
        isListed(jvm, "udp", port, "::", "io.porteiro.apps.Sockets");
        jvm.ask("connect " + api + " " + jvm.metricsPort());
        SameAsSs.check(jvm);
        isListed(jvm, "udp", port, "127.0.0.1", "io.porteiro.apps.Sockets");
        jvm.ask("close " + api);
        awaitListeners(jvm, "udp", port, 0);
      }
      SameAsSs.check(jvm);
      isHealthy(jvm);
    }
  }

  private static Jvm sockets(Jdk jdk) {
    return Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets").start();
  }

  private static void isListed(
      Jvm jvm, String protocol, String port, String address, String owner) {
    // the system may give the same number out at another address
    Map<String, String> labels = Map.of("protocol", protocol, "port", port, "address", address);
    jvm.await(
        address + " on " + port,
        () -> jvm.scrape().samples("porteiro_listener_info", labels).size() == 1);
    isKnown(jvm, protocol, port, address, owner);
  }

  private static void awaitListeners(Jvm jvm, String protocol, String port, int count) {
    jvm.await(
        count + " on " + port,
        () -> jvm.scrape().of(protocol, "porteiro_listeners", port) == count);
  }

  private static void isKnown(Jvm jvm, String protocol, String port, String address, String owner) {
    assertThat(
            jvm.scrape()
                .samples(
                    "porteiro_listener_info",
                    Map.of("protocol", protocol, "port", port, "address", address)))
        .singleElement()
        .satisfies(
            info ->
                assertThat(info.labels())
                    .containsEntry("known_by", "hook")
                    .containsEntry("address", address)
                    .containsEntry("owner", owner));
  }

  private static void isHealthy(Jvm jvm) {
    assertThat(jvm.scrape().agentErrors()).isZero();
    assertThat(jvm.err()).isEmpty();
  }
}
