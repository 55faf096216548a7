package io.porteiro.agent.export;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one port: functions over the snapshot that it was given last. Registered when the
 * port first appears and removed with it.
 */
final class PortMeters {

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<Tags, Meter> listeners = new HashMap<>();
  private PortSnapshot port;

  PortMeters(MeterRegistry registry, PortSnapshot port, boolean durations) {
    this.registry = registry;
    this.port = port;
    this.tags = tags(port);
    gauge(PortMetric.LISTENERS, p -> p.listeners().size());
    for (BindError error : BindError.values()) {
      counter(PortMetric.BIND_FAILURES, tags.and("error", error.label()), p -> p.bindErrors(error));
    }
    if (port.connections() != null) {
      connections(durations);
    }
    if (port.datagrams() != null) {
      datagrams();
    }
    update(port);
  }

  /** The three tags that every meter of a port carries, and the identity of its meters. */
  static Tags tags(PortSnapshot port) {
    return Tags.of(
        "protocol", port.protocol().label(), "port", port.port(), "service", port.service());
  }

  private void connections(boolean durations) {
    counter(PortMetric.CONNECTIONS_ACCEPTED, tags, p -> p.connections().accepted());
    counter(PortMetric.CONNECTIONS_CLOSED, tags, p -> p.connections().closed());
    gauge(PortMetric.CONNECTIONS_ACTIVE, p -> p.connections().active());
    for (AcceptError error : AcceptError.values()) {
      counter(
          PortMetric.ACCEPT_ERRORS,
          tags.and("error", error.label()),
          p -> p.connections().errors(error));
    }
    if (durations) {
      meters.add(
          FunctionTimer.builder(
                  PortMetric.CONNECTION_DURATION.meter,
                  this,
                  m -> m.port.connections().closed(),
                  m -> m.port.connections().openNanos(),
                  TimeUnit.NANOSECONDS)
              .tags(tags)
              .description(PortMetric.CONNECTION_DURATION.description)
              .register(registry));
    }
  }

  private void datagrams() {
    counter(PortMetric.DATAGRAMS_RECEIVED, tags, p -> p.datagrams().received());
    counter(PortMetric.DATAGRAMS_SENT, tags, p -> p.datagrams().sent());
    counter(PortMetric.DATAGRAM_RECEIVED_BYTES, tags, p -> p.datagrams().receivedBytes());
    counter(PortMetric.DATAGRAM_SENT_BYTES, tags, p -> p.datagrams().sentBytes());
  }

  /** What the meters show from now on. */
  void update(PortSnapshot port) {
    this.port = port;
    Set<Tags> open = new HashSet<>();
    for (ListenerSnapshot listener : port.listeners()) {
      // two sockets that differ in nothing, as with SO_REUSEPORT, are one series
      open.add(tags(listener));
    }
    for (Tags listener : new ArrayList<>(listeners.keySet())) {
      if (!open.contains(listener)) {
        registry.remove(listeners.remove(listener));
      }
    }
    for (Tags listener : open) {
      listeners.computeIfAbsent(listener, this::info);
    }
  }

  void remove() {
    for (Meter meter : meters) {
      registry.remove(meter);
    }
    for (Meter meter : listeners.values()) {
      registry.remove(meter);
    }
  }

  private Tags tags(ListenerSnapshot listener) {
    return tags.and(
        "address", listener.address(),
        "exposure", listener.exposure().label(),
        "owner", listener.owner(),
        "artifact", listener.artifact(),
        "ephemeral", Boolean.toString(listener.ephemeral()),
        "known_by", listener.knownBy());
  }

  private Meter info(Tags listener) {
    return Gauge.builder(PortMetric.LISTENER_INFO.meter, this, m -> 1)
        .tags(listener)
        .description(PortMetric.LISTENER_INFO.description)
        .register(registry);
  }

  private void gauge(PortMetric metric, ToDoubleFunction<PortSnapshot> value) {
    meters.add(
        Gauge.builder(metric.meter, this, m -> value.applyAsDouble(m.port))
            .tags(tags)
            .description(metric.description)
            .register(registry));
  }

  private void counter(PortMetric metric, Tags tags, ToDoubleFunction<PortSnapshot> value) {
    meters.add(
        FunctionCounter.builder(metric.meter, this, m -> value.applyAsDouble(m.port))
            .tags(tags)
            .description(metric.description)
            .baseUnit(metric.unit)
            .register(registry));
  }
}
