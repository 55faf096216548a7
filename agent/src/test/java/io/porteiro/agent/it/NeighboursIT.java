package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's list has all sockets of the network namespace: other processes' are not ours. */
class NeighboursIT {

  static Stream<Jdk> jdks() {
    return Jdk.withTools().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void listenersOfOtherProcessesAreNotListed(Jdk jdk) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    try (ServerSocket tcp = new ServerSocket(0, 5, any.getAddress());
        DatagramSocket udp = new DatagramSocket(any);
        Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      String child = jvm.ask("child");
      String ours = jvm.ask("server ours ServerSocket 127.0.0.1 0 5");
      jvm.await("ours alone", () -> isListed(jvm.scrape(), ours) && !isListed(jvm.scrape(), child));
      // what is read later than what was there before it is no older
      SameAsSs.check(jvm);
      Scrape scrape = jvm.scrape();
      assertThat(isListed(scrape, child)).isFalse();
      assertThat(isListed(scrape, Integer.toString(tcp.getLocalPort()))).isFalse();
      assertThat(isListed(scrape, Integer.toString(udp.getLocalPort()))).isFalse();
      assertThat(scrape.samples("porteiro_listeners")).hasSize(2);
      assertThat(scrape.agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aNetworkNamespaceOfItsOwnIsTheOneThatIsRead(Jdk jdk) throws Exception {
    Process unshare =
        new ProcessBuilder("unshare", "--net", "ip", "link", "set", "lo", "up")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Assumptions.assumeTrue(
        unshare.waitFor() == 0, "only root may have a network namespace of its own");
    Jvm.Builder builder = Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets");
    String endpoint = Integer.toString(builder.metricsPort());
    try (Jvm jvm =
        builder
            .startedBy("unshare", "--net")
            .startedBy("bash", "-c", "ip link set lo up && exec \"$@\"", "apart")
            .open("java.io", "sun.nio.ch")
            .start()) {
      jvm.ask("await " + endpoint);
      String child = jvm.ask("child");
      String ours = jvm.ask("server ours ServerSocket 127.0.0.1 0 5");
      String nativeOne = jvm.ask("server native Native 127.0.0.1 0 5");
      jvm.await("the native one", () -> isListed(scrape(jvm, endpoint), nativeOne));
      Scrape scrape = scrape(jvm, endpoint);
      assertThat(isListed(scrape, ours)).isTrue();
      assertThat(isListed(scrape, endpoint)).isTrue();
      assertThat(isListed(scrape, child)).isFalse();
      assertThat(scrape.samples("porteiro_listeners")).hasSize(3);
      assertThat(scrape.agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** Nobody else can reach the endpoint there. */
  private static Scrape scrape(Jvm jvm, String endpoint) {
    return new Scrape(jvm.ask("metrics " + endpoint));
  }

  private static boolean isListed(Scrape scrape, String port) {
    return scrape.samples("porteiro_listener_info").stream()
        .anyMatch(info -> info.labels().get("port").equals(port));
  }
}
