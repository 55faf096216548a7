package io.porteiro.agent.export;

import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one port: functions over the snapshot that it was given last. Registered when the
 * port first appears and removed with it.
 */
final class PortMeters {

  private final Registry registry;
  private final List<String> tags;
  private final List<Runnable> removals = new ArrayList<>();
  private final Map<List<String>, Runnable> listeners = new HashMap<>();
  private final Map<PortMetric, Runnable> sometimes = new EnumMap<>(PortMetric.class);
  private volatile PortSnapshot port;

  PortMeters(Registry registry, PortSnapshot port, boolean durations) {
    this.registry = registry;
    this.port = port;
    this.tags = tags(port);
    removals.add(gauge(PortMetric.LISTENERS, p -> p.listeners().size()));
    for (BindError error : BindError.values()) {
      removals.add(
          counter(PortMetric.BIND_FAILURES, and("error", error.label()), p -> p.bindErrors(error)));
    }
    if (port.connections() != null) {
      connections(durations);
    }
    if (port.datagrams() != null) {
      datagrams();
    }
    update();
  }

  /** The three tags that every meter of a port carries, and the identity of its meters. */
  static List<String> tags(PortSnapshot port) {
    return Arrays.asList(
        "protocol", port.protocol().label(), "port", port.port(), "service", port.service());
  }

  private List<String> and(String... more) {
    List<String> all = new ArrayList<>(tags);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private void connections(boolean durations) {
    removals.add(counter(PortMetric.CONNECTIONS_ACCEPTED, tags, p -> p.connections().accepted()));
    removals.add(counter(PortMetric.CONNECTIONS_CLOSED, tags, p -> p.connections().closed()));
    removals.add(gauge(PortMetric.CONNECTIONS_ACTIVE, p -> p.connections().active()));
    for (AcceptError error : AcceptError.values()) {
      removals.add(
          counter(
              PortMetric.ACCEPT_ERRORS,
              and("error", error.label()),
              p -> p.connections().errors(error)));
    }
    if (durations) {
      removals.add(
          registry.timer(
              PortMetric.CONNECTION_DURATION,
              tags,
              this,
              m -> m.port.connections().closed(),
              m -> m.port.connections().openNanos()));
    }
  }

  private void datagrams() {
    removals.add(counter(PortMetric.DATAGRAMS_RECEIVED, tags, p -> p.datagrams().received()));
    removals.add(counter(PortMetric.DATAGRAMS_SENT, tags, p -> p.datagrams().sent()));
    removals.add(
        counter(PortMetric.DATAGRAM_RECEIVED_BYTES, tags, p -> p.datagrams().receivedBytes()));
    removals.add(counter(PortMetric.DATAGRAM_SENT_BYTES, tags, p -> p.datagrams().sentBytes()));
  }

  /** What the meters show from now on. */
  void show(PortSnapshot port) {
    this.port = port;
  }

  /** Registers and removes what comes and goes while a port stays. */
  void update() {
    PortSnapshot port = this.port;
    Set<List<String>> open = new HashSet<>();
    for (ListenerSnapshot listener : port.listeners()) {
      // two sockets that differ in nothing, as with SO_REUSEPORT, are one series
      open.add(tags(listener));
    }
    for (List<String> listener : new ArrayList<>(listeners.keySet())) {
      if (!open.contains(listener)) {
        listeners.remove(listener).run();
      }
    }
    for (List<String> listener : open) {
      listeners.computeIfAbsent(
          listener, all -> registry.gauge(PortMetric.LISTENER_INFO, all, this, m -> 1));
    }
    updateOfKernel(port);
    updateOfPolicy(port);
  }

  /** What the operating system does not tell is absent, not 0. */
  private void updateOfKernel(PortSnapshot port) {
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
  private void updateOfPolicy(PortSnapshot port) {
    gauge(PortMetric.PORT_UNEXPECTED, port.isJudged(), p -> p.isUnexpected() ? 1 : 0);
    present(
        PortMetric.UNEXPECTED_BINDS,
        port.isJudged(),
        metric -> counter(metric, tags, PortSnapshot::unexpectedBinds));
  }

  private void gauge(PortMetric metric, boolean present, ToDoubleFunction<PortSnapshot> value) {
    present(metric, present, m -> gauge(m, value));
  }

  private void present(
      PortMetric metric, boolean present, Function<PortMetric, Runnable> register) {
    if (present) {
      sometimes.computeIfAbsent(metric, register);
    } else {
      Runnable removal = sometimes.remove(metric);
      if (removal != null) {
        removal.run();
      }
    }
  }

  void remove() {
    removals.forEach(Runnable::run);
    listeners.values().forEach(Runnable::run);
    sometimes.values().forEach(Runnable::run);
  }

  private List<String> tags(ListenerSnapshot listener) {
    return and(
        "address", listener.address(),
        "exposure", listener.exposure().label(),
        "owner", listener.owner(),
        "artifact", listener.artifact(),
        "ephemeral", Boolean.toString(listener.ephemeral()),
        "known_by", listener.knownBy());
  }

  private Runnable gauge(PortMetric metric, ToDoubleFunction<PortSnapshot> value) {
    return registry.gauge(metric, tags, this, m -> value.applyAsDouble(m.port));
  }

  private Runnable counter(
      PortMetric metric, List<String> tags, ToDoubleFunction<PortSnapshot> value) {
    return registry.counter(metric, tags, this, m -> value.applyAsDouble(m.port));
  }
}
