package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What JMX shows, to a client in another JVM. */
class JmxIT {

  private static final String PORT_BEANS = "io.porteiro:type=Port,*";

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theFiguresAreTheScrapes(Jdk jdk) throws Exception {
    try (Jvm jvm =
        Jvm.on(jdk).bare().agentAlso("histogram=on").main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      busy(jvm, jdk);
      try (Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
        jmx.await("the same figures", () -> figures(jvm.scrape()).equals(figures(jmx)));
        Map<String, Double> figures = figures(jmx);
        assertThat(figures).hasSizeGreaterThan(jdk.version() < 16 ? 70 : 90);
        assertThat(figures.values()).anyMatch(value -> value > 0);
        assertThat(jmx.err()).isEmpty();
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private void busy(Jvm jvm, Jdk jdk) throws Exception {
    String port = jvm.ask("server a ServerSocket 127.0.0.1 0 5");
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(Client.tcp(Integer.parseInt(port)));
    }
    jvm.ask("accept a 2");
    jvm.ask("hang-up a");
    jvm.ask("accept a 1");
    jvm.ask("server b ServerSocketChannel 127.0.0.1 0 5");
    if (jdk.version() >= 16) {
      jvm.ask("unix c " + folder.resolve("a,b=\"c\"*?:d"));
    }
    String datagrams = jvm.ask("datagrams u DatagramSocket 127.0.0.1 0 4096");
    try (DatagramSocket sender = new DatagramSocket()) {
      for (int i = 0; i < 20; i++) {
        sender.send(
            new DatagramPacket(
                new byte[1_000],
                1_000,
                InetAddress.getByName("127.0.0.1"),
                Integer.parseInt(datagrams)));
      }
    }
  }

  /** By series; each as the scrape has it. */
  private static Map<String, Double> figures(Scrape scrape) {
    Map<String, Double> figures = new TreeMap<>();
    for (JmxFigures figure : JmxFigures.values()) {
      for (Scrape.Sample sample : scrape.samples(figure.metric)) {
        figures.put(figure.series(sample.labels()), sample.value());
      }
    }
    return figures;
  }

  /** Likewise, as the beans have it. */
  private static Map<String, Double> figures(Jmx jmx) {
    Map<String, Double> figures = new TreeMap<>();
    for (Object bean : jmx.all(PORT_BEANS).values()) {
      for (JmxFigures figure : JmxFigures.values()) {
        figure.read((JsonObject) bean, figures);
      }
    }
    return figures;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theWholeInventoryIsOpenData(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      String port = jvm.ask("server a ServerSocket 127.0.0.1 0 5");
      try (Client client = Client.tcp(Integer.parseInt(port));
          Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
        jvm.ask("accept a 1");
        JsonObject ports = jmx.bean(Jmx.PORTS);
        assertThat(ports.getString("Version")).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(ports.getString("Endpoint")).isEqualTo("http://127.0.0.1:" + jvm.metricsPort());
        assertThat(ports.getBoolean("ConfigValid")).isTrue();
        assertThat(ports.isNull("KernelUnavailable")).isTrue();
        assertThat(ports.getLong("PortsFolded")).isZero();
        assertThat(ports.getLong("NotificationsDropped")).isZero();
        assertThat(ports.getArray("AgentErrors")).isNotEmpty();
        assertThat(ports.getArray("AgentErrors"))
            .allMatch(errors -> ((JsonObject) errors).getLong("count") == 0);
        assertThat(ports.getArray("Ports"))
            .anySatisfy(
                one ->
                    assertThat((JsonObject) one)
                        .containsEntry("protocol", "tcp")
                        .containsEntry("port", port)
                        .containsEntry("connectionsAccepted", 1)
                        .containsEntry("datagramsSent", null));

        assertThat(jmx.info(Jmx.PORTS).getString("class")).startsWith("javax.management.openmbean");
        assertThat(jmx.info(Jmx.PORTS).getString("mxbean")).isEqualTo("true");
        assertThat(jmx.set(Jmx.PORTS, "Version"))
            .isEqualTo("javax.management.AttributeNotFoundException");
        JsonObject proxy = jmx.proxy();
        assertThat(proxy.getString("version")).isEqualTo(ports.getString("Version"));
        assertThat(proxy.getObject("accepted")).containsEntry("tcp/" + port, 1);

        JsonArray peers = (JsonArray) jmx.invoke("peers", "tcp", port);
        assertThat(peers).hasSize(1);
        assertThat(peers.getObject(0).getString("state")).isEqualTo("ESTABLISHED");
        assertThat(peers.getObject(0).getInt("port")).isEqualTo(client.localPort());
        JsonArray stacks = (JsonArray) jmx.invoke("ownerStack", "tcp", port);
        assertThat(stacks.getObject(0).getString("owner")).startsWith("io.porteiro.apps.");
        assertThat(stacks.getObject(0).getArray("stack"))
            .anyMatch(frame -> ((String) frame).contains("io.porteiro.apps.Sockets.main"));
        assertThat(jmx.invoke("peers", "tcp", "1"))
            .isEqualTo("java.lang.IllegalArgumentException: tcp/1 is no port of this JVM");
        assertThat(jmx.err()).isEmpty();
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void notificationsComeInOrder(Jdk jdk) {
    try (Jvm jvm = nativeSockets(jdk);
        Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
      jmx.subscribe();
      String a = jvm.ask("server a ServerSocket 127.0.0.1 0 5");
      String b = jvm.ask("server b ServerSocketChannel 127.0.0.1 0 5");
      String u = jvm.ask("datagrams u DatagramSocket 127.0.0.1 " + Jvm.freePort() + " 4096");
      jvm.ask("many-clients 3");
      jvm.ask("close a");
      jvm.ask("close u");
      jvm.ask("close b");
      List<String> expected =
          List.of(
              "opened tcp " + a,
              "opened tcp " + b,
              "opened udp " + u,
              "closed tcp " + a,
              "closed udp " + u,
              "closed tcp " + b);
      jmx.await("all of them", () -> told(jmx).containsAll(expected));
      // the JVM's own socket for tools that attach may be among them
      assertThat(told(jmx)).filteredOn(one -> !one.contains(" unix ")).isEqualTo(expected);
      JsonArray all = jmx.notifications();
      for (int i = 1; i < all.size(); i++) {
        assertThat(all.getObject(i).getLong("sequence"))
            .isEqualTo(all.getObject(i - 1).getLong("sequence") + 1);
      }
      JsonObject first =
          all.stream()
              .map(JsonObject.class::cast)
              .filter(one -> a.equals(one.getObject("data").getString("port")))
              .findFirst()
              .orElseThrow();
      assertThat(first.getString("source")).isEqualTo(Jmx.PORTS);
      assertThat(first.getString("message"))
          .startsWith("tcp/" + a + " on 127.0.0.1 opened, bound by io.porteiro.apps.");
      assertThat(first.getObject("data"))
          .containsEntry("address", "127.0.0.1")
          .containsEntry("exposure", "loopback")
          .containsEntry("knownBy", "hook")
          .containsEntry("ephemeral", true);
      assertThat(first.getLong("time"))
          .isBetween(first.getObject("data").getLong("since"), System.currentTimeMillis());
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatOnlyTheKernelKnowsOfIsToldToo(Jdk jdk) {
    try (Jvm jvm = nativeSockets(jdk);
        Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
      jmx.subscribe();
      String port = jvm.ask("server native Native 127.0.0.1 0 7");
      jmx.await("it opened", () -> told(jmx).contains("opened tcp " + port));
      assertThat(jmx.notifications())
          .extracting(one -> ((JsonObject) one).getObject("data"))
          .filteredOn(data -> data.getString("port").equals(port))
          .first()
          .satisfies(data -> assertThat(data.getString("knownBy")).isEqualTo("kernel"))
          .satisfies(data -> assertThat(data.getString("owner")).isEmpty());
      assertThat(jmx.bean(Jmx.port("tcp", port)))
          .containsEntry("Listeners", 1)
          .containsEntry("AcceptQueueLength", 0)
          .containsEntry("AcceptQueueLimit", null);
      jvm.ask("close-natively native");
      jmx.await("it closed", () -> told(jmx).contains("closed tcp " + port));
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** Ready for tools: a JVM that has just begun may fail to start its management agent. */
  private static Jvm ready(Jvm.Builder builder) {
    Jvm jvm = builder.main("io.porteiro.apps.Sockets").start();
    jvm.firstScrape();
    return jvm;
  }

  private static Jvm nativeSockets(Jdk jdk) {
    return ready(Jvm.on(jdk).bare().open("java.io", "sun.nio.ch"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatIsNotExpectedIsTold(Jdk jdk) throws IOException {
    String expected = Integer.toString(Jvm.freePort());
    Path file = folder.resolve("porteiro.yaml");
    Files.writeString(file, "policy:\n  expected:\n    - tcp/" + expected + "\n");
    try (Jvm jvm = ready(Jvm.on(jdk).bare().agentAlso("config=" + file));
        Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
      jmx.subscribe();
      jvm.ask("server good ServerSocket 127.0.0.1 " + expected + " 5");
      String bad = jvm.ask("server bad ServerSocket 127.0.0.1 0 5");
      jvm.ask("close bad");
      List<String> life =
          List.of("opened tcp " + bad, "unexpected tcp " + bad, "closed tcp " + bad);
      jmx.await("its life", () -> told(jmx).containsAll(life));
      assertThat(told(jmx)).containsSubsequence(life).doesNotContain("unexpected tcp " + expected);
      String again = jvm.ask("server again ServerSocket 127.0.0.1 0 5");
      jmx.await("its bean", () -> jmx.names(Jmx.port("tcp", again)).size() == 1);
      assertThat(jmx.bean(Jmx.port("tcp", again)))
          .containsEntry("Unexpected", true)
          .containsEntry("UnexpectedBinds", 1);
      assertThat(jmx.bean(Jmx.port("tcp", expected)))
          .containsEntry("Unexpected", false)
          .containsEntry("UnexpectedBinds", 0);
      jmx.await("the scrape's figures", () -> figures(jvm.scrape()).equals(figures(jmx)));
      assertThat(jmx.bean(Jmx.PORTS).getBoolean("ConfigValid")).isTrue();

      // and what is, is so by what the file says now
      Files.writeString(file, "policy:\n  expected:\n    - tcp/" + again + "\n");
      jmx.await("the other is not", () -> told(jmx).contains("unexpected tcp " + expected));
      jmx.await(
          "its bean", () -> Boolean.TRUE.equals(jmx.one(Jmx.port("tcp", expected), "Unexpected")));
      Files.writeString(file, "policy: [");
      jmx.await("a mistake", () -> Boolean.FALSE.equals(jmx.one(Jmx.PORTS, "ConfigValid")));
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  private static List<String> told(Jmx jmx) {
    List<String> told = new ArrayList<>();
    for (Object notification : jmx.notifications()) {
      JsonObject data = ((JsonObject) notification).getObject("data");
      String type = ((JsonObject) notification).getString("type");
      assertThat(type).startsWith("porteiro.listener.");
      told.add(
          type.substring("porteiro.listener.".length())
              + " "
              + data.getString("protocol")
              + " "
              + data.getString("port"));
    }
    return told;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aPortsBeanComesAndGoesWithIt(Jdk jdk) {
    int maxPorts = 4;
    try (Jvm jvm = ready(Jvm.on(jdk).bare().agentAlso("maxPorts=" + maxPorts));
        Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
      String first = jvm.ask("server first ServerSocket 127.0.0.1 0 5");
      jmx.await("its bean", () -> jmx.names(Jmx.port("tcp", first)).size() == 1);
      jvm.ask("close first");
      assertThat(jmx.bean(Jmx.port("tcp", first))).containsEntry("Listeners", 0);
      List<String> more = jvm.ask("many-servers 10").lines().toList();
      jmx.await("it is let go", () -> jmx.names(Jmx.port("tcp", first)).isEmpty());
      jmx.await("the rest's", () -> jmx.names(Jmx.port("tcp", "other")).size() == 1);
      assertThat(jmx.names(PORT_BEANS).size()).isLessThanOrEqualTo(maxPorts + 2);
      JsonObject ports = jmx.bean(Jmx.PORTS);
      assertThat(ports.getArray("Ports"))
          .extracting(port -> ((JsonObject) port).getString("port"))
          .containsAll(more);
      assertThat(ports.getLong("PortsFolded"))
          .isEqualTo(jvm.scrape().value("porteiro_ports_folded_total"))
          .isPositive();
      assertThat(jmx.bean(Jmx.port("tcp", "other")).getInt("Listeners"))
          .isEqualTo((int) jvm.scrape().tcp("porteiro_listeners", "other"));
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** The JVM's management agent from the start, rather than when JConsole comes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theRemoteManagementAgentHasThem(Jdk jdk) {
    String property = "-Dcom.sun.management.jmxremote";
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options(
                property + ".port=0",
                property + ".rmi.port=0",
                property + ".host=127.0.0.1",
                "-Djava.rmi.server.hostname=127.0.0.1",
                property + ".ssl=false",
                property + ".authenticate=false")
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.firstScrape();
      jvm.await("its listeners", () -> rmiUrls(jvm).length >= 2);
      try (Jmx jmx = Jmx.connect(rmiUrls(jvm)).awaitBeans()) {
        assertThat(jmx.one(Jmx.PORTS, "Endpoint"))
            .isEqualTo("http://127.0.0.1:" + jvm.metricsPort());
        assertThat(jmx.names(PORT_BEANS)).hasSizeGreaterThan(2);
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  /** One of them is the registry's. */
  private static String[] rmiUrls(Jvm jvm) {
    return jvm.scrape().samples("porteiro_listener_info").stream()
        .filter(info -> !info.labels().get("owner").startsWith("io.porteiro."))
        .map(info -> "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + info.labels().get("port"))
        .map(url -> url + "/jmxrmi")
        .toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void takenOutItLeavesNoBeanAndNoLoader(Jdk jdk) {
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.EchoServer", "ServerSocket").start()) {
      String port = jvm.listening();
      jvm.firstScrape();
      try (Jmx jmx = Jmx.attach(jvm).awaitBeans()) {
        jmx.subscribe();
        jmx.proxy();
        jmx.all("io.porteiro:*");
        jmx.invoke("ownerStack", "tcp", port);
        jmx.await("its port", () -> jmx.names(Jmx.port("tcp", port)).size() == 1);
        assertThat(Tool.porteiro("detach", Long.toString(jvm.pid())).exit()).isZero();
        assertThat(jmx.names("io.porteiro:*")).isEmpty();
        jvm.await("its loaders gone", () -> !histogram(jvm).contains("AgentClassLoader"));
        assertThat(histogram(jvm)).doesNotContain("io.porteiro.agent.jmx");
        assertThat(Tool.jcmd(jvm.pid(), "Thread.print").out()).doesNotContain("porteiro-");

        // and may come again
        assertThat(
                Tool.porteiro("attach", Long.toString(jvm.pid()), "port=" + jvm.metricsPort())
                    .exit())
            .isZero();
        jmx.awaitBeans();
        jmx.await("its port", () -> jmx.names(Jmx.port("tcp", port)).size() == 1);
        assertThat(jvm.scrape().agentErrors()).isZero();
      }
    }
  }

  static Stream<Jdk> jdksWithSecurityManager() {
    return jdks().filter(jdk -> jdk.version() < 24);
  }

  /** Who may read the beans need not be allowed to read the kernel's tables. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdksWithSecurityManager")
  void aReaderNeedsNoOtherPermission(Jdk jdk) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy"),
            """
            grant codeBase "file:%s" { permission java.security.AllPermission; };
            grant {
              permission java.net.SocketPermission "localhost:0-", "listen,resolve";
              permission java.util.PropertyPermission "*", "read";
              permission javax.management.MBeanServerPermission "*";
              permission javax.management.MBeanPermission "*", "*";
            };
            """
                .formatted(Jvm.AGENT.toAbsolutePath()));
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .options("-Djava.security.manager", "-Djava.security.policy==" + policy)
            .main("io.porteiro.apps.Restricted")
            .start()) {
      assertThat(jvm.exit()).as("%s %s", jvm.out(), jvm.err()).isZero();
      assertThat(jvm.out()).isEqualTo("restricted\nqueue 0\nunavailable null\npeers 0\n");
      assertThat(jvm.err()).doesNotContain("porteiro");
    }
  }

  private static String histogram(Jvm jvm) {
    return Tool.jcmd(jvm.pid(), "GC.class_histogram").out();
  }
}
