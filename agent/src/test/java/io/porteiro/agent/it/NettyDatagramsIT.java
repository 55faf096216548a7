package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams of Netty's transports: one at a time, many in one system call, and connected. */
class NettyDatagramsIT {

  private static final int COUNT = 50;

  private static final Counted counted = new Counted("netty-datagrams");

  static Stream<Arguments> everyTransport() {
    return Netty.transports(Netty.jdks());
  }

  static Stream<Arguments> onOtherJdks() {
    return Netty.transports(Netty.otherJdks());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyTransport")
  void oneAtATime(Jdk jdk, String netty, String transport) throws Exception {
    counted.exactly(
        "udp", netty + "-" + transport, jdk, () -> runOneAtATime(jdk, netty, transport));
  }

  /** recvmmsg(2) and sendmmsg(2), or as many operations at once. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyTransport")
  void manyInOneCall(Jdk jdk, String netty, String transport) throws Exception {
    counted.exactly(
        "udp", netty + "-" + transport + "-many", jdk, () -> runMany(jdk, netty, transport));
  }

  /** Bound first, or by the connect alone. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyTransport")
  void connected(Jdk jdk, String netty, String transport) throws Exception {
    counted.exactly(
        "udp",
        netty + "-" + transport + "-connected",
        jdk,
        () -> runConnected(jdk, netty, transport));
  }

  @Tag("large")
  @ParameterizedTest(name = "{0} {1} {2}", allowZeroInvocations = true)
  @MethodSource("onOtherJdks")
  void allOfThemOnOtherJdks(Jdk jdk, String netty, String transport) throws Exception {
    oneAtATime(jdk, netty, transport);
    manyInOneCall(jdk, netty, transport);
    connected(jdk, netty, transport);
  }

  private static void runOneAtATime(Jdk jdk, String netty, String transport) throws IOException {
    try (DatagramSocket client = client();
        Jvm jvm = start(jdk, netty, transport, "single", freePort())) {
      String port = Netty.listening(jvm);
      jvm.firstScrape();
      assertThat(info(jvm, port))
          .containsEntry("address", "127.0.0.1")
          .containsEntry("owner", "io.porteiro.apps.netty.NettyDatagrams")
          .containsEntry("artifact", "test-classes")
          .containsEntry("ephemeral", "false")
          .containsEntry("known_by", "hook");
      long bytes = 0;
      for (int i = 0; i < COUNT; i++) {
        send(client, port, 4 + i);
        bytes += receive(client);
      }
      expect(jvm, port, COUNT, bytes);
      emptyOnes(jvm, client, port, transport, bytes);
      bindFailure(jvm, port);
      jvm.command("close");
      jvm.await("no listener", () -> jvm.scrape().of("udp", "porteiro_listeners", port) == 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(Netty.complaints(jvm)).isEmpty();
    }
  }

  /** Only io_uring's transport sends empty datagrams. */
  private static void emptyOnes(
      Jvm jvm, DatagramSocket client, String port, String transport, long bytes)
      throws IOException {
    send(client, port, 0);
    boolean answers = transport.equals("io_uring");
    if (answers) {
      assertThat(receive(client)).isZero();
    }
    jvm.await(
        "the empty one", () -> value(jvm, "porteiro_datagrams_received_total", port) == COUNT + 1);
    int sent = answers ? COUNT + 1 : COUNT;
    jvm.await("all sent", () -> value(jvm, "porteiro_datagrams_sent_total", port) == sent);
    assertThat(value(jvm, "porteiro_datagram_received_bytes_total", port)).isEqualTo(bytes);
  }

  private static void bindFailure(Jvm jvm, String port) {
    jvm.command("bind again");
    assertThat(jvm.out()).contains("Address already in use");
    assertThat(jvm.scrape().of("udp", "porteiro_bind_failures_total", port, "error", "in_use"))
        .isEqualTo(1);
  }

  private static void runMany(Jdk jdk, String netty, String transport) throws IOException {
    String how = transport.equals("nio") ? "single" : "batches";
    try (DatagramSocket client = client();
        Jvm jvm = start(jdk, netty, transport, how, freePort())) {
      String port = Netty.listening(jvm);
      jvm.firstScrape();
      long sent = 0;
      for (int round = 0; round < 3; round++) {
        jvm.command("hold");
        for (int i = 0; i < COUNT; i++) {
          sent += send(client, port, 4 + i);
        }
        jvm.command("go");
        long received = 0;
        for (int i = 0; i < COUNT; i++) {
          received += receive(client);
        }
        assertThat(received * (round + 1)).isEqualTo(sent);
        expect(jvm, port, COUNT * (round + 1), sent);
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private static void runConnected(Jdk jdk, String netty, String transport) throws IOException {
    for (String how : new String[] {"connected", "connecting"}) {
      try (DatagramSocket client = client();
          Jvm jvm = start(jdk, netty, transport, how, client.getLocalPort())) {
        String port = Netty.listening(jvm);
        jvm.firstScrape();
        long bytes = 0;
        for (int i = 0; i < COUNT; i++) {
          send(client, port, 4 + i);
          bytes += receive(client);
        }
        expect(jvm, "ephemeral", COUNT, bytes);
        send(client, port, 0);
        jvm.await(
            "the empty one",
            () -> value(jvm, "porteiro_datagrams_received_total", "ephemeral") == COUNT + 1);
        assertThat(info(jvm, "ephemeral"))
            .containsEntry("owner", "io.porteiro.apps.netty.NettyDatagrams")
            .containsEntry("known_by", "hook");
        assertThat(jvm.scrape().agentErrors()).isZero();
      }
    }
  }

  private static Jvm start(Jdk jdk, String netty, String transport, String how, int port) {
    return Netty.on(jdk, netty)
        .main("io.porteiro.apps.netty.NettyDatagrams", transport, how, Integer.toString(port))
        .start();
  }

  private static void expect(Jvm jvm, String port, long count, long bytes) {
    jvm.await(count + " sent", () -> value(jvm, "porteiro_datagrams_sent_total", port) == count);
    assertThat(value(jvm, "porteiro_datagrams_received_total", port)).isEqualTo(count);
    assertThat(value(jvm, "porteiro_datagram_received_bytes_total", port)).isEqualTo(bytes);
    assertThat(value(jvm, "porteiro_datagram_sent_bytes_total", port)).isEqualTo(bytes);
  }

  private static long value(Jvm jvm, String metric, String port) {
    return jvm.scrape().of("udp", metric, port);
  }

  private static Map<String, String> info(Jvm jvm, String port) {
    var info =
        jvm.scrape().samples("porteiro_listener_info", Map.of("protocol", "udp", "port", port));
    assertThat(info).hasSize(1);
    return info.get(0).labels();
  }

  private static DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    client.setSoTimeout(20_000);
    return client;
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
      return socket.getLocalPort();
    }
  }

  private static int send(DatagramSocket client, String port, int size) throws IOException {
    client.send(new DatagramPacket(new byte[size], size, loopback(), Integer.parseInt(port)));
    return size;
  }

  private static int receive(DatagramSocket client) throws IOException {
    DatagramPacket echo = new DatagramPacket(new byte[2_000], 2_000);
    client.receive(echo);
    return echo.getLength();
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByName("127.0.0.1");
  }
}
