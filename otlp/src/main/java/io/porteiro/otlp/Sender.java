package io.porteiro.otlp;

import io.micrometer.registry.otlp.CompressionMode;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Posts what is pushed, and says what goes wrong with it once. */
final class Sender implements OtlpMetricsSender {

  private final String url;
  private final Consumer<String> complaints;
  private boolean failing;

  Sender(String url, Consumer<String> complaints) {
    this.url = url;
    this.complaints = complaints;
  }

  @Override
  public void send(Request request) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(request.getHeaders());
    headers.put("Content-Type", "application/x-protobuf");
    byte[] body = request.getMetricsData();
    if (request.getCompressionMode() == CompressionMode.GZIP) {
      headers.put("Content-Encoding", "gzip");
      body = gzip(body);
    }
    try {
      int status = new HttpPost(URI.create(request.getAddress())).send(headers, body);
      if (status / 100 != 2) {
        throw new IOException("it answered " + status);
      }
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        failing = true;
        complaints.accept(
            "the metrics cannot be pushed to "
                + url
                + ", which is tried again: "
                + (e instanceof IOException ? e.getMessage() : e));
      }
      throw e;
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }
}
