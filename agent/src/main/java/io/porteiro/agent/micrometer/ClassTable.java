package io.porteiro.agent.micrometer;

/** The classes that the JVM has loaded. To look at them loads and initialises none. */
public interface ClassTable {

  /** All of them. */
  Class<?>[] loaded();

  /** The class of that name which the loader has, its own or another's; null for none. */
  Class<?> find(ClassLoader loader, String name) throws ReflectiveOperationException;

  /** Whether the class's static initialiser has ended. */
  boolean isInitialized(Class<?> type) throws ReflectiveOperationException;
}
