package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a socket of a program under the agent to what Alertmanager tells somebody about it. */
class AlertsIT {

  private static final int BACKLOG = 5;

  @TempDir Path folder;

  private final List<Client> clients = new ArrayList<>();

  @AfterEach
  void closeClients() {
    clients.forEach(Client::close);
  }

  @Test
  void aQueueThatFillsAndThenNobodyWhoAccepts() throws IOException {
    try (Jvm jvm = Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      String port = jvm.ask("server one ServerSocket 127.0.0.1 0 " + BACKLOG);
      Map<String, String> listener = listener(jvm, "tcp", port);
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "accepts")) {
        for (int i = 0; i < BACKLOG; i++) {
          clients.add(Client.tcp(Integer.parseInt(port)));
        }
        Notification filling =
            monitoring.await(
                "chat",
                "PorteiroAcceptQueueFilling",
                "firing",
                () -> {
                  // one comes, one is let in
                  clients.add(Client.tcp(Integer.parseInt(port)));
                  jvm.ask("accept one 1");
                });
        isAbout(filling, "warning", listener);
        // five or six of five
        assertThat(filling.annotations().get("description")).containsPattern(" 1[02]0% of ");

        Notification nobody = monitoring.await("pager", "PorteiroNobodyAccepts", "firing");
        isAbout(nobody, "critical", listener);
        monitoring.awaitInhibited("PorteiroAcceptQueueFilling");

        jvm.ask("accept one " + BACKLOG);
        monitoring.await("pager", "PorteiroNobodyAccepts", "resolved");
        monitoring.await("chat", "PorteiroAcceptQueueFilling", "resolved");
        onlyOf(monitoring, "PorteiroAcceptQueueFilling", "PorteiroNobodyAccepts");
      }
    }
  }

  @Test
  void datagramsThatAreDroppedAgainAndAgain() throws IOException {
    try (Jvm jvm = Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.Sockets").start();
        DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      jvm.firstScrape();
      int port;
      try (DatagramSocket free = new DatagramSocket(0)) {
        port = free.getLocalPort();
      }
      jvm.ask("datagrams one DatagramSocket 127.0.0.1 " + port + " 2048");
      Map<String, String> listener = listener(jvm, "udp", Integer.toString(port));
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "datagrams")) {
        monitoring.awaitSamples("porteiro_datagrams_dropped_total{port=\"" + port + "\"} == 0");
        Notification dropped =
            monitoring.await(
                "chat", "PorteiroDatagramsDropped", "firing", () -> send(client, port, 20));
        isAbout(dropped, "warning", listener);
        monitoring.await("chat", "PorteiroDatagramsDropped", "resolved");
        onlyOf(monitoring, "PorteiroDatagramsDropped");
      }
    }
  }

  private static void send(DatagramSocket client, int port, int count) {
    try {
      for (int i = 0; i < count; i++) {
        client.send(new DatagramPacket(new byte[100], 100, client.getLocalAddress(), port));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aListenerThatIsClosedAndOpenedAgain() throws IOException {
    try (Jvm jvm = Jvm.on(Jdk.current()).bare().main("io.porteiro.apps.Sockets").start()) {
      jvm.firstScrape();
      int port = Jvm.freePort();
      String open = "server one ServerSocketChannel 127.0.0.1 " + port + " 5";
      jvm.ask(open);
      Map<String, String> listener = listener(jvm, "tcp", Integer.toString(port));
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "listener")) {
        monitoring.awaitSamples("porteiro_listener_info{port=\"" + port + "\"}");
        jvm.ask("close one");
        Notification down = monitoring.await("pager", "PorteiroListenerDown", "firing");
        isAbout(down, "critical", listener);

        jvm.ask(open);
        monitoring.await("pager", "PorteiroListenerDown", "resolved");
        onlyOf(monitoring, "PorteiroListenerDown");
      }
    }
  }

  /** One for colleagues, and a worse one that others can reach. */
  @Test
  void aListenerThatNobodyExpects() throws IOException {
    try (Jvm jvm = judged()) {
      String port = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
      Map<String, String> listener = listener(jvm, "tcp", port);
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "unexpected")) {
        Notification unexpected = monitoring.await("chat", "PorteiroUnexpectedListener", "firing");
        isAbout(unexpected, "warning", listener);
        jvm.ask("close one");
        monitoring.await("chat", "PorteiroUnexpectedListener", "resolved");

        String open = jvm.ask("server two ServerSocketChannel 0.0.0.0 0 5");
        Notification exposed =
            monitoring.await("pager", "PorteiroUnexpectedListenerExposed", "firing");
        isAbout(exposed, "critical", listener(jvm, "tcp", open));
        monitoring.awaitInhibited("PorteiroUnexpectedListener");
        jvm.ask("close two");
        monitoring.await("pager", "PorteiroUnexpectedListenerExposed", "resolved");
        assertThat(jvm.err()).isEmpty();
      }
    }
  }

  /** No scrape need have seen it: what it leaves is a count. */
  @Test
  void anUnexpectedListenerThatLivesForAMoment() throws IOException {
    try (Jvm jvm = judged();
        Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "moment")) {
      monitoring.awaitSamples("porteiro_port_unexpected == 0");
      String port = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
      jvm.ask("close one");
      Notification gone =
          monitoring.await("chat", "PorteiroUnexpectedListenerCameAndWent", "firing");
      assertThat(gone.labels())
          .containsEntry("protocol", "tcp")
          .containsEntry("port", port)
          .containsEntry("severity", "warning");
      monitoring.await("chat", "PorteiroUnexpectedListenerCameAndWent", "resolved");
    }
  }

  /** Under a policy that expects nothing. */
  private Jvm judged() throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, "policy: {mode: observe, expected: []}\n");
    Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agentAlso("config=" + policy)
            .main("io.porteiro.apps.Sockets")
            .start();
    jvm.firstScrape();
    return jvm;
  }

  @Test
  void aDebuggersPortAndThenNoJvm() throws IOException {
    int port = Jvm.freePort();
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .agentAlso("service.tcp/" + port + "=jdwp")
            .options(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                    + port)
            .main("io.porteiro.apps.Sockets")
            .start()) {
      jvm.firstScrape();
      Map<String, String> listener = listener(jvm, "tcp", Integer.toString(port));
      assertThat(listener).containsEntry("owner", "").containsEntry("service", "jdwp");
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "debugger")) {
        Notification debugger = monitoring.await("chat", "PorteiroDebuggerListening", "firing");
        isAbout(debugger, "warning", listener);

        jvm.stop();
        monitoring.await("chat", "PorteiroDebuggerListening", "resolved");
        Notification down = monitoring.await("chat", "PorteiroTargetDown", "firing");
        assertThat(down.labels()).containsEntry("instance", "127.0.0.1:" + jvm.metricsPort());
        onlyOf(monitoring, "PorteiroDebuggerListening", "PorteiroTargetDown");
      }
    }
  }

  @Test
  void remoteJmxOnEveryAddressButNotTheJvmsListenerForLocalTools() throws IOException {
    try (Jvm jvm =
        Jvm.on(Jdk.current())
            .bare()
            .options(RemoteManagement.options(folder))
            .main("io.porteiro.apps.Sockets")
            .start()) {
      String owner = RemoteManagement.owner(Jdk.current());
      jvm.firstScrape();
      jvm.await("the listener", () -> !ownedBy(owner, jvm).isEmpty());
      String port = ownedBy(owner, jvm).get(0).labels().get("port");
      try (Monitoring monitoring = Monitoring.of(jvm.metricsPort(), "jmx")) {
        Notification exposed = monitoring.await("chat", "PorteiroJmxExposed", "firing");
        isAbout(exposed, "warning", listener(jvm, "tcp", port));
        jvm.stop();
        monitoring.await("chat", "PorteiroJmxExposed", "resolved");
        assertThat(monitoring.notifications())
            .filteredOn(notification -> notification.alert().equals("PorteiroJmxExposed"))
            .extracting(notification -> notification.labels().get("owner"))
            .containsOnly(owner);
      }
    }
  }

  private static List<Scrape.Sample> ownedBy(String owner, Jvm jvm) {
    return jvm.scrape().samples("porteiro_listener_info", Map.of("owner", owner));
  }

  /** The labels of the one listener on a port. */
  private static Map<String, String> listener(Jvm jvm, String protocol, String port) {
    List<Scrape.Sample> infos =
        jvm.scrape().samples("porteiro_listener_info", Map.of("protocol", protocol, "port", port));
    assertThat(infos).hasSize(1);
    return new TreeMap<>(infos.get(0).labels());
  }

  /** Has the listener's labels and no more than belong to an alert, and says who it is. */
  private static void isAbout(
      Notification notification, String severity, Map<String, String> listener) {
    Map<String, String> labels = new TreeMap<>(notification.labels());
    assertThat(labels.remove("severity")).isEqualTo(severity);
    assertThat(labels.remove("alertname")).isEqualTo(notification.alert());
    assertThat(labels.remove("job")).isEqualTo("porteiro");
    assertThat(labels.remove("instance")).startsWith("127.0.0.1:");
    Map<String, String> present = new TreeMap<>(listener);
    // Prometheus keeps no label that is empty
    present.values().removeIf(String::isEmpty);
    assertThat(labels).isEqualTo(present);
    assertThat(notification.annotations().get("summary"))
        .contains(listener.get("protocol") + "/" + listener.get("port"));
    assertThat(notification.annotations().get("description"))
        .contains(listener.get("address"), listener.get("owner"));
    assertThat(notification.annotations().get("runbook_url"))
        .isEqualTo("docs/alerts.md#" + notification.alert().toLowerCase());
  }

  /** But for one: until discovery has begun there is no target, which takes Prometheus seconds. */
  private static void onlyOf(Monitoring monitoring, String... alerts) {
    assertThat(monitoring.notifications())
        .extracting(Notification::alert)
        .filteredOn(alert -> !alert.equals("PorteiroTargetsAbsent"))
        .containsOnly(alerts);
  }
}
