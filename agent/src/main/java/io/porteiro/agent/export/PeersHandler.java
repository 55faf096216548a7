package io.porteiro.agent.export;

import com.grack.nanojson.JsonStringWriter;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.PeerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.PercentCodec;

/**
 * {@code /api/v1/ports/PROTOCOL/PORT/peers}: the open connections of one port, in JSON. A path of a
 * Unix-domain socket is percent-encoded. Reads the kernel's table of connections for each request.
 */
public final class PeersHandler implements HttpRequestHandler {

  /** What its paths begin with. */
  public static final String PREFIX = "/api/v1/ports/";

  private static final String SUFFIX = "/peers";

  private final Supplier<InventorySnapshot> snapshots;
  private final BiFunction<String, String, List<PeerSnapshot>> peers;

  /**
   * @param snapshots takes a snapshot of the inventory
   * @param peers the connections of a protocol's port
   */
  public PeersHandler(
      Supplier<InventorySnapshot> snapshots, BiFunction<String, String, List<PeerSnapshot>> peers) {
    this.snapshots = snapshots;
    this.peers = peers;
  }

  @Override
  public void handle(
      ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context) {
    String path = HttpRouter.path(request);
    String[] parts = path.substring(PREFIX.length()).split("/");
    if (!path.endsWith(SUFFIX) || parts.length != 3) {
      Json.problem(
          response, 404, "the peers of a port are at " + PREFIX + "PROTOCOL/PORT" + SUFFIX);
      return;
    }
    String label = PercentCodec.decode(parts[1], StandardCharsets.UTF_8);
    PortSnapshot port = port(parts[0], label);
    if (port == null) {
      Json.problem(response, 404, parts[0] + '/' + label + " is no port of this JVM");
      return;
    }
    JsonStringWriter json =
        Json.object()
            .value("protocol", port.protocol().label())
            .value("port", port.port())
            .value("service", port.service())
            .array("peers");
    for (PeerSnapshot peer : peers.apply(parts[0], label)) {
      json.object()
          .value("address", peer.address())
          .value("port", peer.port())
          .value("local_address", peer.localAddress())
          .value("since", time(peer.sinceMillis()))
          .value("state", peer.state())
          .value("send_queue_bytes", peer.sendQueue())
          .value("receive_queue_bytes", peer.receiveQueue())
          .end();
    }
    Json.answer(response, json.end().end());
  }

  private PortSnapshot port(String protocol, String label) {
    for (PortSnapshot port : snapshots.get().ports()) {
      if (port.protocol().label().equals(protocol) && port.port().equals(label)) {
        return port;
      }
    }
    return null;
  }

  private static String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}
