package io.porteiro.agent.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Receives what is pushed by OTLP over HTTP, and reads it with the protocol's own classes. */
final class Collector implements AutoCloseable {

  /** One push: its headers, its resource and its numbers by name and attributes. */
  record Push(
      String path,
      Map<String, String> headers,
      Map<String, String> resource,
      Map<String, Double> values) {

    /** The value of a TCP port, whatever service it is registered for; null when there is none. */
    Double tcp(String name, String port) {
      String series = name + "{port=" + port + ", protocol=tcp, service=";
      return values.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(series))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(null);
    }
  }

  private final HttpServer server;
  private final List<Push> pushes = new CopyOnWriteArrayList<>();

  private Collector(HttpServer server) {
    this.server = server;
    server.createContext("/", this::receive);
    server.start();
  }

  static Collector start() throws IOException {
    return start(0);
  }

  static Collector start(int port) throws IOException {
    return new Collector(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
  }

  /** A server that is not started yet. */
  static Collector of(HttpServer server) {
    return new Collector(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  List<Push> pushes() {
    return pushes;
  }

  Push last() {
    return pushes.get(pushes.size() - 1);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      InputStream body = exchange.getRequestBody();
      if ("gzip".equals(headers.get("Content-Encoding"))) {
        body = new GZIPInputStream(body);
      }
      ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(body);
      pushes.add(push(exchange.getRequestURI().getPath(), headers, request));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Push push(
      String path, Map<String, String> headers, ExportMetricsServiceRequest request) {
    Map<String, String> resource = new TreeMap<>();
    Map<String, Double> values = new TreeMap<>();
    for (ResourceMetrics metrics : request.getResourceMetricsList()) {
      resource.putAll(attributes(metrics.getResource().getAttributesList()));
      for (ScopeMetrics scope : metrics.getScopeMetricsList()) {
        scope.getMetricsList().forEach(metric -> read(metric, values));
      }
    }
    return new Push(path, headers, resource, values);
  }

  private static void read(Metric metric, Map<String, Double> values) {
    List<NumberDataPoint> points = new ArrayList<>(metric.getGauge().getDataPointsList());
    points.addAll(metric.getSum().getDataPointsList());
    for (NumberDataPoint point : points) {
      String key = metric.getName() + attributes(point.getAttributesList());
      values.put(key, point.hasAsInt() ? (double) point.getAsInt() : point.getAsDouble());
    }
    for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
      Map<String, String> attributes = attributes(point.getAttributesList());
      values.put(metric.getName() + ".count" + attributes, (double) point.getCount());
      values.put(metric.getName() + ".sum" + attributes, point.getSum());
    }
  }

  private static Map<String, String> attributes(List<KeyValue> all) {
    Map<String, String> attributes = new TreeMap<>();
    all.forEach(one -> attributes.put(one.getKey(), one.getValue().getStringValue()));
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
