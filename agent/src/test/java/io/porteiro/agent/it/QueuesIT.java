package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for the application, what may wait, and what was dropped: as the kernel has it. */
class QueuesIT {

  private static final String[] HOSTS = {"127.0.0.1", "::1"};

  /** Queues of so many hold one more. */
  private static final int SMALL = 5;

  private static final int DEFAULT = 50;
  private static final int DATAGRAMS = 200;

  private record Server(String name, InetAddress host, int port, int limit) {}

  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void closeClients() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  static Stream<Jdk> jdks() {
    return Jdk.withTools().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theAcceptQueueIsToldUntilItIsFullAndAfter(Jdk jdk) throws IOException {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      List<Server> servers = servers(jvm);
      expectWaiting(jvm, servers, 0);
      for (int i = 1; i <= SMALL + 1; i++) {
        connect(servers, 1);
        expectWaiting(jvm, servers, i);
      }
      List<Server> small = servers.stream().filter(s -> s.limit == SMALL).toList();
      List<Server> others = servers.stream().filter(s -> s.limit > SMALL).toList();
      connect(others, DEFAULT - SMALL);
      expectWaiting(jvm, small, SMALL + 1);
      expectWaiting(jvm, others, DEFAULT + 1);
      for (Server server : servers) {
        jvm.ask("accept " + server.name + " 2");
      }
      expectWaiting(jvm, small, SMALL - 1);
      expectWaiting(jvm, others, DEFAULT - 1);
      for (Server server : servers) {
        jvm.ask("accept " + server.name + " " + (server.limit == SMALL ? SMALL - 1 : DEFAULT - 1));
      }
      expectWaiting(jvm, servers, 0);
      SameAsSs.check(jvm);
      Scrape scrape = jvm.scrape();
      for (Server server : servers) {
        assertThat(scrape.tcp("porteiro_connections_accepted_total", "" + server.port))
            .isEqualTo((server.limit == SMALL ? SMALL : DEFAULT) + 1);
      }
      assertThat(scrape.agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** One for each API, address and backlog: small, the default, and more than the system allows. */
  private static List<Server> servers(Jvm jvm) throws IOException {
    // not readString, whose first read is of one byte: that is all these files give
    int somaxconn =
        Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).get(0));
    int[][] backlogsAndLimits = {{SMALL, SMALL}, {0, DEFAULT}, {somaxconn + 7, somaxconn}};
    List<Server> servers = new ArrayList<>();
    for (String api : List.of("ServerSocket", "ServerSocketChannel", "Asynchronous-future")) {
      for (String host : HOSTS) {
        for (int[] backlogAndLimit : backlogsAndLimits) {
          String name = api + host + backlogAndLimit[0];
          String port =
              jvm.ask(String.join(" ", "server", name, api, host, "0", "" + backlogAndLimit[0]));
          servers.add(
              new Server(
                  name,
                  InetAddress.getByName(host),
                  Integer.parseInt(port),
                  Math.min(backlogAndLimit[1], somaxconn)));
        }
      }
    }
    return servers;
  }

  private void connect(List<Server> servers, int count) throws IOException {
    for (Server server : servers) {
      for (int i = 0; i < count; i++) {
        clients.add(new Socket(server.host, server.port));
      }
    }
  }

  private static void expectWaiting(Jvm jvm, List<Server> servers, long count) {
    jvm.await(
        count + " wait",
        () -> {
          Scrape scrape = jvm.scrape();
          return servers.stream().allMatch(s -> waiting(scrape, s) == count);
        });
    Scrape scrape = jvm.scrape();
    for (Server server : servers) {
      assertThat(Kernel.waiting(jvm.pid(), server.port)).as(server.name).isEqualTo(count);
      assertThat(scrape.tcp("porteiro_accept_queue_limit", "" + server.port))
          .as(server.name)
          .isEqualTo(server.limit);
    }
    if (Ss.isThere()) {
      for (Ss.Row row : Ss.rows(jvm.pid())) {
        if (row.protocol().equals("tcp")) {
          assertThat(scrape.tcp("porteiro_accept_queue_limit", row.port())).isEqualTo(row.limit());
        }
      }
    }
  }

  private static long waiting(Scrape scrape, Server server) {
    return scrape.tcp("porteiro_accept_queue_length", "" + server.port);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void droppedDatagramsAreCountedAlsoOfSocketsThatAreClosed(Jdk jdk) throws IOException {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      for (String api : List.of("DatagramSocket", "DatagramChannel")) {
        for (String host : HOSTS) {
          InetAddress address = InetAddress.getByName(host);
          int port = freeUdpPort();
          String command = String.join(" ", "datagrams", "one", api, host, "" + port, "2048");
          jvm.ask(command);
          send(address, port);
          expectDropped(jvm, port, 0);
          SameAsSs.check(jvm);
          // nobody looks between these and the close
          send(address, port);
          final long first = Kernel.drops(jvm.pid(), port);
          jvm.ask("close one");
          expectClosed(jvm, port, first);
          jvm.ask(command);
          send(address, port);
          expectDropped(jvm, port, first);
          jvm.ask("receive one");
          expectDropped(jvm, port, first);
          long second = Kernel.drops(jvm.pid(), port);
          jvm.ask("close one");
          expectClosed(jvm, port, first + second);
        }
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private static void expectDropped(Jvm jvm, int port, long before) {
    long drops = Kernel.drops(jvm.pid(), port);
    long bytes = Kernel.received(jvm.pid(), port);
    assertThat(drops).isPositive();
    assertThat(bytes).isPositive();
    jvm.await(
        drops + " drops and " + bytes + " bytes",
        () -> {
          Scrape scrape = jvm.scrape();
          return scrape.of("udp", "porteiro_datagrams_dropped_total", "" + port) == before + drops
              && scrape.of("udp", "porteiro_datagram_receive_queue_bytes", "" + port) == bytes;
        });
  }

  private static void expectClosed(Jvm jvm, int port, long drops) {
    Scrape scrape = jvm.scrape();
    assertThat(scrape.of("udp", "porteiro_listeners", "" + port)).isZero();
    assertThat(scrape.of("udp", "porteiro_datagrams_dropped_total", "" + port)).isEqualTo(drops);
    assertThat(scrape.of("udp", "porteiro_datagram_receive_queue_bytes", "" + port)).isZero();
  }

  private static void send(InetAddress address, int port) throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, address)) {
      for (int i = 0; i < DATAGRAMS; i++) {
        client.send(new DatagramPacket(new byte[100], 100, address, port));
      }
    }
  }

  private static int freeUdpPort() throws SocketException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
