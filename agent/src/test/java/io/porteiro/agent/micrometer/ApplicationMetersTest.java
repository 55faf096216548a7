package io.porteiro.agent.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.agent.export.ForeignMeters;
import io.porteiro.agent.inventory.SampleInventory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Applications with a Micrometer each, in loaders of their own. */
class ApplicationMetersTest {

  private static final String METRICS = "io.micrometer.core.instrument.Metrics";

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<String> visitors = new CopyOnWriteArrayList<>();
  private final FakeTable table = new FakeTable();
  private final SampleInventory inventory = new SampleInventory(10, false).listen("tcp/513");
  private final ApplicationMeters meters =
      new ApplicationMeters(
          table,
          registry ->
              new ForeignMeters(
                  registry, inventory::snapshot, () -> Map.of(), () -> true, "1", failures::add),
          task ->
              new Thread(
                  () -> {
                    visitors.add(Thread.currentThread().getName());
                    task.run();
                  }),
          failures::add);

  @Test
  void aMicrometerThatNobodyUsesIsLeftAlone() throws Exception {
    try (Loader loader = new Loader()) {
      Class<?> metrics = loader.metrics();
      table.loaded.add(metrics);
      rounds(3);
      assertThat(visitors).isEmpty();
      assertThat(table.asked).contains(metrics);

      // in use, but nothing is set up
      table.initialized.add(metrics);
      rounds(3);
      assertThat(visitors).isEmpty();

      Object registry = loader.addRegistry();
      rounds(1);
      assertThat(visitors).isEmpty();
      rounds(1);
      assertThat(visitors).hasSize(1);
      assertThat(names(registry)).contains("porteiro.connections.active");

      // nothing to do, so nobody goes there
      rounds(3);
      assertThat(visitors).hasSize(1);
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void everyOneHasTheMetersAndLosesThem() throws Exception {
    try (Loader one = new Loader();
        Loader other = new Loader()) {
      Object first = use(one);
      Object second = use(other);
      rounds(2);
      assertThat(names(first)).isNotEmpty().isEqualTo(names(second));

      inventory.listen("tcp/514");
      int before = names(first).size();
      rounds(1);
      assertThat(names(first)).hasSizeGreaterThan(before).isEqualTo(names(second));

      meters.leave();
      assertThat(names(first)).isEmpty();
      assertThat(names(second)).isEmpty();
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void anotherLibraryOfThatNameIsToldOfOnce() throws Exception {
    table.loaded.add(String.class);
    table.found.put(ClassLoader.getSystemClassLoader(), String.class);
    table.loaded.add(ApplicationMetersTest.class);
    table.initialized.add(String.class);
    rounds(3);

    assertThat(failures).singleElement().isInstanceOf(NoSuchFieldException.class);
  }

  @Test
  void aLoaderThatIsLetGoIsGone() throws Exception {
    Loader loader = new Loader();
    use(loader);
    rounds(2);
    WeakReference<ClassLoader> reference = new WeakReference<>(loader);
    loader.close();
    loader = null;
    table.forget();

    await()
        .until(
            () -> {
              System.gc();
              return reference.get() == null;
            });
    rounds(2);
    assertThat(failures).isEmpty();
  }

  private Object use(Loader loader) throws Exception {
    table.loaded.add(loader.metrics());
    table.initialized.add(loader.metrics());
    return loader.addRegistry();
  }

  private void rounds(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      table.fill();
      meters.round();
    }
  }

  /** In a loader of a foreign registry, whose types are not the test's. */
  private static List<String> names(Object registry) throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    Collection<?> all = (Collection<?>) registry.getClass().getMethod("getMeters").invoke(registry);
    for (Object meter : all) {
      Object id = meter.getClass().getMethod("getId").invoke(meter);
      names.add((String) id.getClass().getMethod("getName").invoke(id));
    }
    names.sort(null);
    return names;
  }

  private static final class FakeTable implements ClassTable {

    final List<Class<?>> loaded = new CopyOnWriteArrayList<>();
    final Map<ClassLoader, Class<?>> found = new ConcurrentHashMap<>();
    final Set<Class<?>> initialized = ConcurrentHashMap.newKeySet();
    final Set<Class<?>> asked = ConcurrentHashMap.newKeySet();

    void fill() {
      for (Class<?> type : loaded) {
        if (type.getName().equals(METRICS)) {
          found.put(type.getClassLoader(), type);
        }
      }
    }

    void forget() {
      loaded.clear();
      found.clear();
      initialized.clear();
      asked.clear();
    }

    @Override
    public Class<?>[] loaded() {
      return loaded.toArray(new Class<?>[0]);
    }

    @Override
    public Class<?> find(ClassLoader loader, String name) {
      assertThat(name).isEqualTo(METRICS);
      return found.get(loader);
    }

    @Override
    public boolean isInitialized(Class<?> type) {
      asked.add(type);
      return initialized.contains(type);
    }
  }

  /** Micrometer as the tests have it, once more. */
  private static final class Loader extends URLClassLoader {

    Loader() throws Exception {
      super(micrometer(), null);
    }

    private static URL[] micrometer() {
      return Arrays.stream(System.getProperty("java.class.path").split(":"))
          .filter(entry -> entry.matches(".*/(micrometer|HdrHistogram|jspecify)[^/]*\\.jar"))
          .map(
              entry -> {
                try {
                  return new java.io.File(entry).toURI().toURL();
                } catch (java.net.MalformedURLException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toArray(URL[]::new);
    }

    Class<?> metrics() throws ClassNotFoundException {
      return Class.forName(METRICS, false, this);
    }

    /** Returns a new registry that the global one has now. */
    Object addRegistry() throws ReflectiveOperationException {
      Object simple =
          loadClass("io.micrometer.core.instrument.simple.SimpleMeterRegistry")
              .getConstructor()
              .newInstance();
      metrics()
          .getMethod("addRegistry", loadClass("io.micrometer.core.instrument.MeterRegistry"))
          .invoke(null, simple);
      return simple;
    }
  }
}
