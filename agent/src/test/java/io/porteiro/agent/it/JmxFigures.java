package io.porteiro.agent.it;

import com.grack.nanojson.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Which attribute of a port's bean is which metric. */
enum JmxFigures {
  LISTENERS("porteiro_listeners", "Listeners"),
  ACCEPTED("porteiro_connections_accepted_total", "ConnectionsAccepted"),
  CLOSED("porteiro_connections_closed_total", "ConnectionsClosed"),
  ACTIVE("porteiro_connections_active", "ConnectionsActive"),
  DURATIONS("porteiro_connection_duration_seconds_count", "ConnectionsClosed"),
  SECONDS("porteiro_connection_duration_seconds_sum", "ConnectionSeconds"),
  ACCEPT_ERRORS("porteiro_accept_errors_total", "AcceptErrors"),
  BIND_FAILURES("porteiro_bind_failures_total", "BindFailures"),
  QUEUE("porteiro_accept_queue_length", "AcceptQueueLength"),
  QUEUE_LIMIT("porteiro_accept_queue_limit", "AcceptQueueLimit"),
  RECEIVED("porteiro_datagrams_received_total", "DatagramsReceived"),
  SENT("porteiro_datagrams_sent_total", "DatagramsSent"),
  RECEIVED_BYTES("porteiro_datagram_received_bytes_total", "DatagramReceivedBytes"),
  SENT_BYTES("porteiro_datagram_sent_bytes_total", "DatagramSentBytes"),
  DROPPED("porteiro_datagrams_dropped_total", "DatagramsDropped"),
  UNEXPECTED("porteiro_port_unexpected", "Unexpected"),
  UNEXPECTED_BINDS("porteiro_unexpected_binds_total", "UnexpectedBinds"),
  RECEIVE_QUEUE("porteiro_datagram_receive_queue_bytes", "DatagramReceiveQueueBytes");

  final String metric;
  final String attribute;

  JmxFigures(String metric, String attribute) {
    this.metric = metric;
    this.attribute = attribute;
  }

  String series(Map<String, String> labels) {
    // the scrape's are quoted
    return (metric + new TreeMap<>(labels)).replace("\\\"", "\"");
  }

  /** Adds what a bean has of it: a number, one for each error, or nothing. */
  void read(JsonObject bean, Map<String, Double> figures) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("protocol", bean.getString("Protocol"));
    labels.put("port", bean.getString("Port"));
    labels.put("service", bean.getString("Service"));
    Object value = bean.get(attribute);
    if (value instanceof JsonObject) {
      ((JsonObject) value)
          .forEach(
              (error, count) -> {
                labels.put("error", error);
                figures.put(series(labels), ((Number) count).doubleValue());
              });
    } else if (value instanceof Boolean) {
      figures.put(series(labels), (Boolean) value ? 1.0 : 0.0);
    } else if (value != null) {
      figures.put(series(labels), ((Number) value).doubleValue());
    }
  }
}
