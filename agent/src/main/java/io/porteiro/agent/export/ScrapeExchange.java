package io.porteiro.agent.export;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** One request of the HTTP server as the Prometheus client sees it. */
final class ScrapeExchange
    implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {

  private final ClassicHttpRequest request;
  private final ClassicHttpResponse response;

  ScrapeExchange(ClassicHttpRequest request, ClassicHttpResponse response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public PrometheusHttpRequest getRequest() {
    return this;
  }

  @Override
  public PrometheusHttpResponse getResponse() {
    return this;
  }

  @Override
  public String getQueryString() {
    String target = request.getPath();
    int question = target.indexOf('?');
    return question < 0 ? null : target.substring(question + 1);
  }

  @Override
  public String getRequestPath() {
    String target = request.getPath();
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    List<String> values = new ArrayList<>();
    for (Header header : request.getHeaders(name)) {
      String value = header.getValue();
      values.add(name.equals(HttpHeaders.ACCEPT) ? withoutProtobuf(value) : value);
    }
    return Collections.enumeration(values);
  }

  /** The client would choose its writer for that format, which the jar does not have. */
  private static String withoutProtobuf(String accept) {
    StringBuilder others = new StringBuilder();
    for (String range : accept.split(",")) {
      if (!range.trim().startsWith("application/vnd.google.protobuf")) {
        others.append(others.length() == 0 ? "" : ",").append(range);
      }
    }
    return others.toString();
  }

  /** None of the client's debug output, some of which needs that writer too. */
  @Override
  public String getParameter(String name) {
    return null;
  }

  @Override
  public String[] getParameterValues(String name) {
    try {
      return PrometheusHttpRequest.super.getParameterValues(name);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Never HEAD: the HTTP server leaves the body out itself, but needs its length. */
  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public void setHeader(String name, String value) {
    // the entity says these itself
    if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
      response.setHeader(name, value);
    }
  }

  @Override
  public OutputStream sendHeadersAndGetBody(int status, int length) {
    response.setCode(status);
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        response.setEntity(new ByteArrayEntity(toByteArray(), null));
      }
    };
  }

  @Override
  public void handleException(IOException exception) throws IOException {
    throw exception;
  }

  @Override
  public void handleException(RuntimeException exception) {
    throw exception;
  }

  @Override
  public void close() {}
}
