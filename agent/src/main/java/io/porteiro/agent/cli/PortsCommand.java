package io.porteiro.agent.cli;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ports PID}. */
@Command(
    name = "ports",
    description = "print the ports that a JVM listens on, who opened them and who comes in",
    footer = "%nWhen the agent is not in that JVM it is put there, which is said.")
final class PortsCommand implements Callable<Integer> {

  private static final String[] HEAD = {
    "PROTOCOL",
    "PORT",
    "SERVICE",
    "ADDRESS",
    "EXPOSURE",
    "ACTIVE",
    "ACCEPTED",
    "QUEUE",
    "OWNER",
    "ARTIFACT"
  };

  private static final Comparator<JsonObject> ORDER =
      Comparator.comparing((JsonObject port) -> port.getString("protocol"))
          .thenComparingInt(PortsCommand::order)
          .thenComparing(port -> port.getString("port"));

  @Mixin private Target target;

  PortsCommand() {}

  @Override
  public Integer call() throws ToolException {
    JsonObject inventory = target.ask("/api/v1/ports");
    if (target.json) {
      target.print(JsonWriter.string(inventory));
      return 0;
    }
    List<JsonObject> ports = new ArrayList<>();
    for (Object port : inventory.getArray("ports")) {
      ports.add((JsonObject) port);
    }
    ports.sort(ORDER);
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD.clone());
    for (JsonObject port : ports) {
      for (Object listener : port.getArray("listeners")) {
        rows.add(row(port, (JsonObject) listener));
      }
    }
    Text.table(rows).forEach(target::print);
    String unavailable = inventory.getString("kernel_unavailable");
    if (unavailable != null) {
      target.print("(there may be more: " + Text.line(unavailable) + ")");
    }
    return 0;
  }

  private static int order(JsonObject port) {
    String label = port.getString("port");
    return label.matches("[0-9]{1,5}") ? Integer.parseInt(label) : 65_536;
  }

  private static String[] row(JsonObject port, JsonObject listener) {
    JsonObject connections = port.getObject("connections");
    return new String[] {
      port.getString("protocol"),
      port.getString("port"),
      port.getString("service"),
      listener.getString("address"),
      listener.getString("exposure"),
      connections == null ? null : number(connections, "active"),
      connections == null ? null : number(connections, "accepted"),
      queue(port),
      listener.getString("owner"),
      listener.getString("artifact")
    };
  }

  /** Connections that wait and how many may; or bytes of datagrams. */
  private static String queue(JsonObject port) {
    JsonObject accepts = port.getObject("accept_queue");
    if (accepts == null) {
      return number(port.getObject("datagrams"), "receive_queue_bytes");
    }
    String length = number(accepts, "length");
    String limit = number(accepts, "limit");
    return length == null || limit == null ? length : length + "/" + limit;
  }

  private static String number(JsonObject object, String key) {
    return object.isNull(key) ? null : Long.toString(object.getLong(key));
  }
}
