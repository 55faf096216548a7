package io.porteiro.agent.it;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One alert, as Alertmanager tells a receiver of it.
 *
 * @param status {@code firing} or {@code resolved}
 */
record Notification(
    String receiver, String status, Map<String, String> labels, Map<String, String> annotations) {

  /** Those in the body that a webhook is sent. */
  static List<Notification> all(String receiver, String body) {
    try {
      return JsonParser.object().from(body).getArray("alerts").stream()
          .map(JsonObject.class::cast)
          .map(
              alert ->
                  new Notification(
                      receiver,
                      alert.getString("status"),
                      strings(alert.getObject("labels")),
                      strings(alert.getObject("annotations"))))
          .toList();
    } catch (JsonParserException e) {
      throw new IllegalArgumentException(body, e);
    }
  }

  private static Map<String, String> strings(JsonObject json) {
    Map<String, String> strings = new TreeMap<>();
    json.forEach((key, value) -> strings.put(key, (String) value));
    return strings;
  }

  String alert() {
    return labels.get("alertname");
  }
}
