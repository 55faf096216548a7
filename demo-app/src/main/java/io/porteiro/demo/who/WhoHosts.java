package io.porteiro.demo.who;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest packet of each host: what rwhod keeps in a file per host.
 *
 * <p>Anybody can invent host names, so there is room for a fixed number of them; one more takes the
 * place of the host that has been silent for the longest time.
 */
public final class WhoHosts {

  /**
   * A host that was heard of.
   *
   * @param packet its latest packet
   * @param from the address and port that sent it
   * @param received when it came, by this program's clock
   */
  public record Heard(RwhoPacket packet, String from, Instant received) {}

  private final int room;
  private final Map<String, Heard> hosts = new LinkedHashMap<>();

  WhoHosts(int room) {
    this.room = room;
  }

  synchronized void heard(RwhoPacket packet, String from) {
    hosts.remove(packet.hostName());
    if (hosts.size() == room) {
      hosts.remove(hosts.keySet().iterator().next());
    }
    hosts.put(packet.hostName(), new Heard(packet, from, Instant.now()));
  }

  /** All hosts, the one heard last at the end. */
  public synchronized List<Heard> all() {
    return List.copyOf(hosts.values());
  }
}
