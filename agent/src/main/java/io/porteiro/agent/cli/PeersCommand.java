package io.porteiro.agent.cli;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code peers PID PROTOCOL/PORT}. */
@Command(name = "peers", description = "print who is connected to a port of a JVM")
final class PeersCommand implements Callable<Integer> {

  private static final String[] HEAD = {
    "ADDRESS", "PORT", "LOCAL_ADDRESS", "SINCE", "STATE", "SEND_QUEUE", "RECEIVE_QUEUE"
  };

  @Mixin private Target target;

  @Parameters(index = "1", paramLabel = "PROTOCOL/PORT", description = "such as tcp/513")
  private String port;

  PeersCommand() {}

  @Override
  public Integer call() throws ToolException {
    int slash = port.indexOf('/');
    if (slash <= 0 || slash == port.length() - 1) {
      throw new ToolException("'" + port + "' is no port: PROTOCOL/PORT, such as tcp/513");
    }
    String path = port.substring(0, slash) + '/' + encoded(port.substring(slash + 1));
    JsonObject answer = target.ask("/api/v1/ports/" + path + "/peers");
    if (answer == null) {
      throw new ToolException(port + " is no port of that JVM; 'ports' lists them");
    }
    if (target.json) {
      target.print(JsonWriter.string(answer));
      return 0;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD.clone());
    for (Object peer : answer.getArray("peers")) {
      rows.add(row((JsonObject) peer));
    }
    Text.table(rows).forEach(target::print);
    return 0;
  }

  private static String encoded(String name) {
    try {
      return URLEncoder.encode(name, "UTF-8").replace("+", "%20");
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] row(JsonObject peer) {
    return new String[] {
      peer.getString("address"),
      Integer.toString(peer.getInt("port")),
      peer.getString("local_address"),
      peer.getString("since"),
      peer.getString("state"),
      Long.toString(peer.getLong("send_queue_bytes")),
      Long.toString(peer.getLong("receive_queue_bytes"))
    };
  }
}
