package io.porteiro.otlp;

import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.CompressionMode;
import io.micrometer.registry.otlp.OtlpConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All but the URL is from the environment, as {@link OtlpConfig} reads it; what cannot be right is
 * told, and the default holds.
 */
final class Settings implements OtlpConfig {

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final String url;
  private final Consumer<String> complaints;
  private final Duration step;
  private final CompressionMode compression;
  private final AggregationTemporality temporality;
  private final Map<String, String> headers;

  Settings(String url, Consumer<String> complaints) {
    this.url = url;
    this.complaints = complaints;
    this.step =
        checked(
            "OTEL_METRIC_EXPORT_INTERVAL",
            "a number of milliseconds from 1 on",
            this::interval,
            INTERVAL);
    this.compression =
        checked(
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "none or gzip",
            OtlpConfig.super::compressionMode,
            CompressionMode.NONE);
    this.temporality =
        checked(
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
            "cumulative or delta",
            OtlpConfig.super::aggregationTemporality,
            AggregationTemporality.CUMULATIVE);
    this.headers =
        checked(
            "OTEL_EXPORTER_OTLP_HEADERS",
            "name=value,name=value, URL-encoded",
            OtlpConfig.super::headers,
            Collections.emptyMap());
  }

  private Duration interval() {
    Duration interval = OtlpConfig.super.step();
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException();
    }
    return interval;
  }

  private <T> T checked(String variable, String accepted, Supplier<T> value, T otherwise) {
    try {
      return value.get();
    } catch (RuntimeException e) {
      complaints.accept(variable + " is not right; accepted: " + accepted);
      return otherwise;
    }
  }

  @Override
  public String get(String key) {
    return null;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public Duration step() {
    return step;
  }

  @Override
  public CompressionMode compressionMode() {
    return compression;
  }

  @Override
  public AggregationTemporality aggregationTemporality() {
    return temporality;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  /** As the endpoint has them, and as OpenTelemetry wants durations to be. */
  @Override
  public TimeUnit baseTimeUnit() {
    return TimeUnit.SECONDS;
  }
}
