package io.porteiro.agent.export;

import java.lang.reflect.Method;

/**
 * The Micrometer that a registry is of, whatever package it was relocated to. Keeps its classes
 * alive, so nobody keeps this.
 */
final class Micrometer {

  private final Object registry;
  private final Class<?> registryType;

  Micrometer(Object registry) throws ClassNotFoundException {
    this.registry = registry;
    Class<?> type = registry.getClass();
    while (type != null && !type.getSimpleName().equals("MeterRegistry")) {
      type = type.getSuperclass();
    }
    if (type == null) {
      throw new ClassNotFoundException("no MeterRegistry above " + registry.getClass());
    }
    this.registryType = type;
  }

  /** What {@code Gauge.builder} and the like return. */
  Object builder(String type, Class<?>[] parameters, Object... arguments)
      throws ReflectiveOperationException {
    return type(type).getMethod("builder", parameters).invoke(null, arguments);
  }

  /**
   * @param unit null for none, and for builders that have none
   */
  void describe(Object builder, String[] tags, String description, String unit)
      throws ReflectiveOperationException {
    Class<?> type = builder.getClass();
    type.getMethod("tags", String[].class).invoke(builder, (Object) tags);
    type.getMethod("description", String.class).invoke(builder, description);
    if (unit != null) {
      type.getMethod("baseUnit", String.class).invoke(builder, unit);
    }
  }

  /** The meter. */
  Object register(Object builder) throws ReflectiveOperationException {
    return builder.getClass().getMethod("register", registryType).invoke(builder, registry);
  }

  void remove(Object meter) throws ReflectiveOperationException {
    Method remove = registryType.getMethod("remove", type("Meter"));
    remove.invoke(registry, meter);
  }

  private Class<?> type(String simpleName) throws ClassNotFoundException {
    String name = registryType.getName();
    String folder = name.substring(0, name.lastIndexOf('.') + 1);
    return Class.forName(folder + simpleName, false, registryType.getClassLoader());
  }
}
