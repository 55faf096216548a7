package io.porteiro.agent.export;

import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.PeerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.PercentCodec;

/**
 * {@code /api/v1/ports}: the inventory in JSON; {@code /PROTOCOL/PORT} below it: one port with its
 * owners' stacks; and {@code /peers} below that: its open connections, for which the kernel's table
 * is read each time. A path of a Unix-domain socket is percent-encoded.
 */
public final class PortsApi implements HttpRequestHandler {

  /** Where it is. */
  public static final String PATH = "/api/v1/ports";

  private final String version;
  private final long sinceMillis;
  private final Supplier<InventorySnapshot> snapshots;
  private final BiFunction<String, String, List<PeerSnapshot>> peers;

  /**
   * @param version of the agent
   * @param sinceMillis when it began to count, in milliseconds since the epoch
   * @param snapshots takes a snapshot of the inventory
   * @param peers the connections of a protocol's port
   */
  public PortsApi(
      String version,
      long sinceMillis,
      Supplier<InventorySnapshot> snapshots,
      BiFunction<String, String, List<PeerSnapshot>> peers) {
    this.version = version;
    this.sinceMillis = sinceMillis;
    this.snapshots = snapshots;
    this.peers = peers;
  }

  @Override
  public void handle(
      ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context) {
    List<String> names = names(HttpRouter.path(request).substring(PATH.length()));
    int depth = names.size();
    if (depth == 0) {
      Json.answer(request, response, PortJson.all(version, sinceMillis, snapshots.get()));
      return;
    }
    if (depth > 3 || depth < 2 || depth == 3 && !names.get(2).equals("peers")) {
      Json.problem(request, response, 404, "there is " + PATH + "[/PROTOCOL/PORT[/peers]]");
      return;
    }
    PortSnapshot port = snapshots.get().port(names.get(0), names.get(1));
    if (port == null) {
      Json.problem(
          request, response, 404, names.get(0) + '/' + names.get(1) + " is no port of this JVM");
    } else if (depth == 2) {
      Json.answer(request, response, PortJson.one(port));
    } else {
      Json.answer(request, response, PortJson.peers(port, peers.apply(names.get(0), names.get(1))));
    }
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      names.add(PercentCodec.decode(path.substring(start, end), StandardCharsets.UTF_8));
      start = end + 1;
    }
    return names;
  }
}
