package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * Compares the listeners in a scrape with those that ss(8) lists for the process, the agent's own
 * included: where each is bound, and how many there are on a port.
 */
final class SameAsSs {

  private static final List<String> PROTOCOLS = List.of("tcp", "udp", "unix");

  private SameAsSs() {}

  /** Compares nothing where there is no ss; {@code ListenersIT} says so. */
  static void check(Jvm jvm) {
    if (Ss.isThere()) {
      Awaitility.await()
          .atMost(Jvm.PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> check(jvm.scrape(), Ss.rows(jvm.pid())));
    }
  }

  private static void check(Scrape scrape, List<Ss.Row> rows) {
    Set<String> addresses = new TreeSet<>();
    for (Scrape.Sample info : scrape.samples("porteiro_listener_info")) {
      Map<String, String> labels = info.labels();
      addresses.add(
          socket(labels.get("protocol"), labels.get("port"))
              + " at "
              + labels.get("address").replaceFirst("%.*", ""));
    }
    Map<String, Long> counts = new TreeMap<>();
    for (Scrape.Sample listeners : scrape.samples("porteiro_listeners")) {
      Map<String, String> labels = listeners.labels();
      counts.put(socket(labels.get("protocol"), labels.get("port")), (long) listeners.value());
    }
    counts.values().removeIf(count -> count == 0);

    Set<String> addressesOfSs = new TreeSet<>();
    Map<String, Long> countsOfSs = new TreeMap<>();
    Set<String> known = new HashSet<>(counts.keySet());
    for (Ss.Row row : rows) {
      String socket = socket(row.protocol(), row.port());
      if (row.protocol().equals("udp") && !known.contains(socket)) {
        // which clients' sockets are, the agent knows by what they asked for
        socket = socket("udp", "ephemeral");
      }
      addressesOfSs.add(socket + " at " + row.address());
      countsOfSs.merge(socket, 1L, Long::sum);
    }
    assertThat(PROTOCOLS).containsAll(rows.stream().map(Ss.Row::protocol).toList());
    assertThat(addresses).isEqualTo(addressesOfSs);
    assertThat(counts).isEqualTo(countsOfSs);
  }

  private static String socket(String protocol, String port) {
    return protocol + "/" + port;
  }
}
