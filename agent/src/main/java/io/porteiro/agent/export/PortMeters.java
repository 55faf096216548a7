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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
  private final Map<PortMetric, Meter> sometimes = new EnumMap<>(PortMetric.class);
  private PortSnapshot port;

  PortMeters(MeterRegistry registry, PortSnapshot port, boolean durations) {
    this.registry = registry;
    this.port = port;
    this.tags = tags(port);
    meters.add(gauge(PortMetric.LISTENERS, p -> p.listeners().size()));
    for (BindError error : BindError.values()) {
      meters.add(
          counter(
              PortMetric.BIND_FAILURES,
              tags.and("error", error.label()),
              p -> p.bindErrors(error)));
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
    meters.add(counter(PortMetric.CONNECTIONS_ACCEPTED, tags, p -> p.connections().accepted()));
    meters.add(counter(PortMetric.CONNECTIONS_CLOSED, tags, p -> p.connections().closed()));
    meters.add(gauge(PortMetric.CONNECTIONS_ACTIVE, p -> p.connections().active()));
    for (AcceptError error : AcceptError.values()) {
      meters.add(
          counter(
              PortMetric.ACCEPT_ERRORS,
              tags.and("error", error.label()),
              p -> p.connections().errors(error)));
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
    meters.add(counter(PortMetric.DATAGRAMS_RECEIVED, tags, p -> p.datagrams().received()));
    meters.add(counter(PortMetric.DATAGRAMS_SENT, tags, p -> p.datagrams().sent()));
    meters.add(
        counter(PortMetric.DATAGRAM_RECEIVED_BYTES, tags, p -> p.datagrams().receivedBytes()));
    meters.add(counter(PortMetric.DATAGRAM_SENT_BYTES, tags, p -> p.datagrams().sentBytes()));
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
    updateOfKernel();
    updateOfPolicy();
  }

  /** What the operating system does not tell is absent, not 0. */
  private void updateOfKernel() {
    boolean told = port.isKnownToKernel();
    if (port.connections() != null) {
      gauge(PortMetric.ACCEPT_QUEUE_LENGTH, told, PortSnapshot::queue);
      gauge(
          PortMetric.ACCEPT_QUEUE_LIMIT, told && port.queueLimit() >= 0, PortSnapshot::queueLimit);
    } else {
      gauge(PortMetric.DATAGRAM_RECEIVE_QUEUE, told, PortSnapshot::queue);
      present(
          PortMetric.DATAGRAMS_DROPPED,
          told,
          metric -> counter(metric, tags, p -> p.datagrams().dropped()));
    }
  }

  /** Absent where nobody said what is expected. */
  private void updateOfPolicy() {
    gauge(PortMetric.PORT_UNEXPECTED, port.isJudged(), p -> p.isUnexpected() ? 1 : 0);
    present(
        PortMetric.UNEXPECTED_BINDS,
        port.isJudged(),
        metric -> counter(metric, tags, PortSnapshot::unexpectedBinds));
  }

  private void gauge(PortMetric metric, boolean present, ToDoubleFunction<PortSnapshot> value) {
    present(metric, present, m -> gauge(m, value));
  }

  private void present(PortMetric metric, boolean present, Function<PortMetric, Meter> register) {
    if (present) {
      sometimes.computeIfAbsent(metric, register);
    } else {
      remove(sometimes.remove(metric));
    }
  }

  private void remove(Meter meter) {
    if (meter != null) {
      registry.remove(meter);
    }
  }

  void remove() {
    for (Meter meter : meters) {
      registry.remove(meter);
    }
    for (Meter meter : listeners.values()) {
      registry.remove(meter);
    }
    for (Meter meter : sometimes.values()) {
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

  private Meter gauge(PortMetric metric, ToDoubleFunction<PortSnapshot> value) {
    return Gauge.builder(metric.meter, this, m -> value.applyAsDouble(m.port))
        .tags(tags)
        .description(metric.description)
        .baseUnit(metric.unit)
        .register(registry);
  }

  private Meter counter(PortMetric metric, Tags tags, ToDoubleFunction<PortSnapshot> value) {
    return FunctionCounter.builder(metric.meter, this, m -> value.applyAsDouble(m.port))
        .tags(tags)
        .description(metric.description)
        .baseUnit(metric.unit)
        .register(registry);
  }
}
