package io.porteiro.agent.export;

import com.grack.nanojson.JsonStringWriter;
import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.ConnectionSnapshot;
import io.porteiro.agent.inventory.DatagramSnapshot;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.PeerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.time.Instant;
import java.util.List;

/** Snapshots in JSON. What is not known is {@code null}; times are those of RFC 3339, in UTC. */
final class PortJson {

  private PortJson() {}

  /**
   * Every port.
   *
   * @param version of the agent
   * @param sinceMillis when it began to count
   */
  static String all(String version, long sinceMillis, InventorySnapshot inventory) {
    JsonStringWriter json =
        Json.object()
            .value("version", version)
            .value("since", time(sinceMillis))
            .value("kernel_unavailable", inventory.kernelUnavailable())
            .array("ports");
    for (PortSnapshot port : inventory.ports()) {
      json.object();
      port(json, port, false);
      json.end();
    }
    return json.end().end().done();
  }

  /** One port, with the stacks of its listeners' owners. */
  static String one(PortSnapshot port) {
    JsonStringWriter json = Json.object();
    port(json, port, true);
    return json.end().done();
  }

  /** Who is connected to a port. */
  static String peers(PortSnapshot port, List<PeerSnapshot> peers) {
    JsonStringWriter json = Json.object();
    name(json, port);
    json.array("peers");
    for (PeerSnapshot peer : peers) {
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
    return json.end().end().done();
  }

  private static void name(JsonStringWriter json, PortSnapshot port) {
    json.value("protocol", port.protocol().label())
        .value("port", port.port())
        .value("service", port.service());
  }

  private static void port(JsonStringWriter json, PortSnapshot port, boolean stacks) {
    name(json, port);
    expected(json, port, port.isUnexpected());
    json.array("listeners");
    for (ListenerSnapshot listener : port.listeners()) {
      json.object();
      listener(json, port, listener, stacks);
      json.end();
    }
    json.end();
    if (port.connections() != null) {
      connections(json, port);
    }
    if (port.datagrams() != null) {
      datagrams(json, port);
    }
    json.object("bind_failures");
    for (BindError error : BindError.values()) {
      json.value(error.label(), port.bindErrors(error));
    }
    json.end();
  }

  /** Null where nothing is judged. */
  private static void expected(JsonStringWriter json, PortSnapshot port, boolean unexpected) {
    if (port.isJudged()) {
      json.value("expected", !unexpected);
    } else {
      json.nul("expected");
    }
  }

  private static void listener(
      JsonStringWriter json, PortSnapshot port, ListenerSnapshot listener, boolean stacks) {
    json.value("address", listener.address()).value("exposure", listener.exposure().label());
    expected(json, port, listener.isUnexpected());
    json.value("near_miss", listener.isUnexpected() ? listener.nearMiss() : null)
        .value("owner", listener.owner())
        .value("artifact", listener.artifact())
        .value("thread", listener.thread())
        .value("since", time(listener.sinceMillis()))
        .value("ephemeral", listener.ephemeral())
        .value("known_by", listener.knownBy());
    if (stacks) {
      json.array("stack");
      for (StackTraceElement frame : listener.stack()) {
        json.value(frame.toString());
      }
      json.end();
    }
  }

  private static void connections(JsonStringWriter json, PortSnapshot port) {
    ConnectionSnapshot connections = port.connections();
    json.object("connections")
        .value("accepted", connections.accepted())
        .value("closed", connections.closed())
        .value("active", connections.active())
        .value("duration_seconds", connections.openNanos() / 1e9)
        .end();
    json.object("accept_errors");
    for (AcceptError error : AcceptError.values()) {
      json.value(error.label(), connections.errors(error));
    }
    json.end();
    json.object("accept_queue");
    known(json, "length", port.isKnownToKernel() ? port.queue() : -1);
    known(json, "limit", port.isKnownToKernel() ? port.queueLimit() : -1);
    json.end();
  }

  private static void datagrams(JsonStringWriter json, PortSnapshot port) {
    DatagramSnapshot datagrams = port.datagrams();
    json.object("datagrams")
        .value("received", datagrams.received())
        .value("received_bytes", datagrams.receivedBytes())
        .value("sent", datagrams.sent())
        .value("sent_bytes", datagrams.sentBytes());
    known(json, "dropped", port.isKnownToKernel() ? datagrams.dropped() : -1);
    known(json, "receive_queue_bytes", port.isKnownToKernel() ? port.queue() : -1);
    json.end();
  }

  private static void known(JsonStringWriter json, String key, long value) {
    if (value < 0) {
      json.nul(key);
    } else {
      json.value(key, value);
    }
  }

  private static String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}
