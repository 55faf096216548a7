package io.porteiro.agent.micrometer;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Looks for Micrometer's class {@code Metrics}, in every loader that has one. The loaders are those
 * of the loaded classes, and are asked by name: to ask every class for its own would make a name of
 * each, and keep it.
 */
final class MetricsClasses {

  /** Made when it is needed: the jar's build renames Micrometer wherever it is written out. */
  private static final String NAME =
      String.join(".", "io", "micrometer", "core", "instrument", "Metrics");

  private final ClassTable classes;

  MetricsClasses(ClassTable classes) {
    this.classes = classes;
  }

  Set<Class<?>> find() throws ReflectiveOperationException {
    Set<Class<?>> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ClassLoader loader : loaders()) {
      Class<?> metrics = classes.find(loader, NAME);
      if (metrics != null) {
        found.add(metrics);
      }
    }
    return found;
  }

  private Set<ClassLoader> loaders() {
    Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
    ClassLoader last = null;
    for (Class<?> type : classes.loaded()) {
      ClassLoader loader = type.getClassLoader();
      // mostly that of the class before
      if (loader != last && loader != null) {
        loaders.add(loader);
        last = loader;
      }
    }
    return loaders;
  }
}
