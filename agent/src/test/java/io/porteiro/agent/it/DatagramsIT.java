package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to receive and send datagrams that the JDK has, counted exactly. */
class DatagramsIT {

  private static final Counted counted = new Counted("datagrams");

  static Stream<Arguments> jdksAndApis() {
    return Jdk.all().stream()
        .flatMap(
            jdk ->
                Stream.of(
                        "DatagramSocket",
                        "MulticastSocket",
                        "DatagramChannel",
                        "DatagramChannel-adaptor",
                        "DatagramChannel-selector",
                        "DatagramChannel-connected",
                        "DatagramChannel-vectors",
                        "DatagramSocket-connected")
                    .map(api -> Arguments.of(jdk, api)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("jdksAndApis")
  void everyDatagramIsCounted(Jdk jdk, String api) throws Exception {
    counted.exactly("udp", api, jdk, () -> run(jdk, api));
  }

  private static void run(Jdk jdk, String api) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (DatagramSocket client = new DatagramSocket(new InetSocketAddress(loopback, 0));
        Jvm jvm =
            Jvm.on(jdk)
                .bare()
                .main(
                    "io.porteiro.apps.DatagramServer", api, Integer.toString(client.getLocalPort()))
                .start()) {
      client.setSoTimeout(20_000);
      int port = Integer.parseInt(jvm.listening());
      jvm.firstScrape();
      long bytes = 0;
      for (int i = 0; i < 50; i++) {
        // an empty datagram is one too; a connected channel does not send any
        int size = i == 7 && !api.contains("-connected") && !api.contains("-vectors") ? 0 : 4 + i;
        client.send(new DatagramPacket(new byte[size], size, loopback, port));
        DatagramPacket echo = new DatagramPacket(new byte[2_000], 2_000);
        client.receive(echo);
        assertThat(echo.getLength()).isEqualTo(size);
        bytes += size;
      }
      long expected = bytes;
      jvm.await("50 sent", () -> value(jvm, "porteiro_datagrams_sent_total") == 50);
      assertThat(value(jvm, "porteiro_datagrams_received_total")).isEqualTo(50);
      assertThat(value(jvm, "porteiro_datagram_received_bytes_total")).isEqualTo(expected);
      assertThat(value(jvm, "porteiro_datagram_sent_bytes_total")).isEqualTo(expected);
      assertThat(value(jvm, "porteiro_listeners")).isEqualTo(1);
      Scrape scrape = jvm.scrape();
      assertThat(scrape.samples("porteiro_listener_info", Map.of("protocol", "udp"))).hasSize(1);
      SameAsSs.check(jvm);
      assertThat(scrape.agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aCloseUnderAReceiveIsNoDatagram(Jdk jdk) {
    String port = Integer.toString(Jvm.freePort());
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.DatagramClose", port).start()) {
      jvm.listening();
      Scrape scrape = jvm.firstScrape();
      assertThat(scrape.of("udp", "porteiro_datagrams_received_total", port)).isZero();
      assertThat(scrape.of("udp", "porteiro_listeners", port)).isZero();
      assertThat(scrape.samples("porteiro_listeners", Map.of("protocol", "udp"))).hasSize(1);
      SameAsSs.check(jvm);
      assertThat(scrape.agentErrors()).isZero();
    }
  }

  /** All of the program's sockets ask for no port in particular, so they are folded. */
  private static long value(Jvm jvm, String metric) {
    return jvm.scrape().of("udp", metric, "ephemeral");
  }
}
