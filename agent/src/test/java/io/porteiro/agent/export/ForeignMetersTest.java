package io.porteiro.agent.export;

import static io.porteiro.agent.kernel.FakeProc.TCP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.UDP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.listener;
import static io.porteiro.agent.kernel.FakeProc.udpRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.SampleInventory;
import io.porteiro.agent.kernel.FakeProc;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignMetersTest {

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private SampleInventory inventory = new SampleInventory(10, false).listen("tcp/513");

  @Test
  void theMetersAreThoseOfTheEndpoint(@TempDir Path folder) {
    inventory =
        new SampleInventory(
                10,
                false,
                new FakeProc(folder)
                    .table("tcp", TCP_HEADER + listener(513, 1000, 3))
                    .table("udp", UDP_HEADER + udpRow(513, 1001, 2304, 39))
                    .open(3, 1000)
                    .open(4, 1001)
                    .sockets())
            .listen("tcp/513")
            .listen("udp/513")
            .listen("unix//run/x.sock")
            .connections("tcp/513", 2, 1, 1_000_000);
    InventorySnapshot snapshot = inventory.snapshot();
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    new InventoryMeters(() -> snapshot, () -> Map.of("bind", 1L), true, () -> true, "1.2.3")
        .bindTo(own);
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    refresh(meters(other, () -> snapshot));

    assertThat(described(other)).isEqualTo(described(own)).hasSizeGreaterThan(30);
    assertThat(failures).isEmpty();
  }

  private static Set<String> described(MeterRegistry registry) {
    Set<String> all = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      all.add(
          id.getName()
              + id.getTags()
              + id.getType()
              + id.getBaseUnit()
              + id.getDescription()
              + meter.measure().iterator().next().getValue());
    }
    return all;
  }

  @Test
  void whoReadsSeesWhatIsCountedByThen() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    refresh(meters(registry));
    assertThat(gauge(registry, "porteiro.connections.active", "513")).isZero();

    inventory.connections("tcp/513", 7, 2, 3_000_000_000L);

    assertThat(gauge(registry, "porteiro.connections.active", "513")).isEqualTo(5);
    assertThat(registry.get("porteiro.connections.accepted").functionCounter().count())
        .isEqualTo(7);
    FunctionTimer duration = registry.get("porteiro.connection.duration").functionTimer();
    assertThat(duration.count()).isEqualTo(2);
    assertThat(duration.totalTime(TimeUnit.SECONDS)).isEqualTo(6);
    assertThat(failures).isEmpty();
  }

  @Test
  void portsComeAndGo() {
    inventory = new SampleInventory(1, false).listen("tcp/513");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ForeignMeters meters = meters(registry);
    refresh(meters);
    assertThat(meters.refresh()).isFalse();
    assertThat(registry.find("porteiro.listener.info").meters()).hasSize(1);

    inventory.stopListening("tcp/513");
    refresh(meters);
    assertThat(registry.find("porteiro.listener.info").meters()).isEmpty();
    assertThat(gauge(registry, "porteiro.listeners", "513")).isZero();

    inventory.listen("tcp/514");
    refresh(meters);
    assertThat(registry.find("porteiro.listeners").tag("port", "513").meters()).isEmpty();
    assertThat(gauge(registry, "porteiro.listeners", "514")).isOne();
  }

  @Test
  void allAreRemoved() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    SimpleMeterRegistry child = new SimpleMeterRegistry();
    composite.add(child);
    composite.counter("application").increment();
    ForeignMeters meters = meters(composite);
    refresh(meters);
    assertThat(child.getMeters()).hasSizeGreaterThan(10);

    assertThat(meters.remove()).isTrue();
    meters.apply();

    assertThat(child.getMeters()).hasSize(1);
    assertThat(composite.getMeters()).hasSize(1);
    assertThat(failures).isEmpty();
  }

  @Test
  void nothingIsDoneToTheRegistryButByApply() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ForeignMeters meters = meters(registry);

    assertThat(meters.refresh()).isTrue();
    assertThat(registry.getMeters()).isEmpty();
    meters.apply();
    assertThat(registry.getMeters()).isNotEmpty();
  }

  @Test
  void whatIsRefusedIsToldOnceAndTheOthersAreThere() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                if (id.getName().equals("porteiro.listeners")) {
                  throw new IllegalStateException("refused");
                }
                return id.withTag(io.micrometer.core.instrument.Tag.of("mine", "yes"));
              }
            });
    ForeignMeters meters = meters(registry);
    refresh(meters);
    refresh(meters);

    assertThat(failures).singleElement().asString().contains("refused");
    assertThat(registry.find("porteiro.listeners").meters()).isEmpty();
    assertThat(registry.get("porteiro.connections.active").tag("mine", "yes").gauge().value())
        .isZero();
    meters.remove();
    meters.apply();
    assertThat(registry.getMeters()).isEmpty();
    assertThat(failures).hasSize(1);
  }

  /** What Prometheus makes of that is its own affair; older versions of Micrometer refuse it. */
  @Test
  void aNameThatTheApplicationHasWithOtherTagsStaysTheApplications() {
    PrometheusMeterRegistry prometheus =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    prometheus.throwExceptionOnRegistrationFailure();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(prometheus);
    composite.gauge("porteiro.listeners", 42);
    ForeignMeters meters = meters(composite);
    refresh(meters);
    refresh(meters);
    String tags = "{port=\"513\",protocol=\"tcp\",service=\"login\"}";

    assertThat(prometheus.scrape())
        .contains("\nporteiro_listeners 42.0\n", "porteiro_connections_active" + tags + " 0.0\n");
    meters.remove();
    meters.apply();
    assertThat(prometheus.scrape()).contains("\nporteiro_listeners 42.0\n").doesNotContain(tags);
  }

  @Test
  void aSnapshotThatFailsCostsNoExceptionInTheApplication() {
    boolean[] fails = {false};
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    refresh(
        meters(
            registry,
            () -> {
              if (fails[0]) {
                throw new IllegalStateException("no snapshot");
              }
              return inventory.snapshot();
            }));
    fails[0] = true;

    assertThat(gauge(registry, "porteiro.listeners", "513")).isOne();
    assertThat(failures).singleElement().asString().contains("no snapshot");
  }

  @Test
  void whatIsNoRegistryIsRefused() {
    ForeignMeters meters = meters("no registry");
    refresh(meters);

    assertThat(failures).isNotEmpty();
    assertThat(failures.get(0)).hasMessageContaining("MeterRegistry");
  }

  @Test
  void theRegistryIsNotKeptAlive() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ForeignMeters meters = meters(registry);
    refresh(meters);
    assertThat(meters.isGone()).isFalse();
    assertThat(registry.getMeters()).isNotEmpty();
    registry = null;

    await()
        .until(
            () -> {
              System.gc();
              return meters.isGone();
            });
    meters.remove();
    meters.apply();
    assertThat(failures).isEmpty();
  }

  private ForeignMeters meters(Object registry) {
    return meters(registry, inventory::snapshot);
  }

  private ForeignMeters meters(Object registry, Supplier<InventorySnapshot> snapshots) {
    return new ForeignMeters(
        registry, snapshots, () -> Map.of("bind", 1L), () -> true, "1.2.3", failures::add);
  }

  private static void refresh(ForeignMeters meters) {
    meters.refresh();
    meters.apply();
  }

  private static double gauge(MeterRegistry registry, String name, String port) {
    return registry.get(name).tag("port", port).gauge().value();
  }
}
