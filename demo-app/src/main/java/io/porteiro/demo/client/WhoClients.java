package io.porteiro.demo.client;

import io.porteiro.demo.who.RwhoPacket;
import io.porteiro.demo.who.RwhoUser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Hosts that tell the who service about themselves, one packet per step, in turn.
 *
 * <p>A real rwhod broadcasts every three minutes or so, from port 513. These send to one address
 * only, and more often, so that there is something to see. For one thread at a time.
 */
final class WhoClients implements AutoCloseable {

  private static final List<String> HOSTS = List.of("recife", "salvador", "olinda");
  private static final Duration UP = Duration.ofDays(3);

  private final InetSocketAddress server;
  private final Tally tally;
  private DatagramChannel channel;
  private int steps;

  WhoClients(InetSocketAddress server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Sends the packet of the next host. */
  void step() {
    try {
      if (channel == null) {
        InetSocketAddress local = new InetSocketAddress(server.getAddress(), 0);
        channel = DatagramChannel.open().bind(local).connect(server);
      }
      channel.write(packet(steps++).encode());
      tally.whoSent();
    } catch (IOException e) {
      // Not sent, and not counted.
    }
  }

  private static RwhoPacket packet(int step) {
    Instant now = Instant.now();
    int load = 10 + step * 7 % 150;
    return new RwhoPacket(
        HOSTS.get(step % HOSTS.size()),
        now,
        now.minus(UP),
        List.of(load, load / 2, load / 3),
        List.of(
            new RwhoUser("pts/0", "ana", now.minusSeconds(600), Duration.ofSeconds(step % 60))));
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
