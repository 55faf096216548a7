package io.porteiro.agent;

import io.porteiro.agent.micrometer.ClassTable;
import java.lang.instrument.Instrumentation;

/** The classes of this JVM. Lives in the agent's own loader. */
final class JvmClasses implements ClassTable {

  private final Instrumentation instrumentation;

  JvmClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    JdkInternals.open(instrumentation, JvmClasses.class, "java.lang", "jdk.internal.misc");
  }

  @Override
  public Class<?>[] loaded() {
    return instrumentation.getAllLoadedClasses();
  }

  @Override
  public Class<?> find(ClassLoader loader, String name) throws ReflectiveOperationException {
    return JdkInternals.findLoadedClass(loader, name);
  }

  @Override
  public boolean isInitialized(Class<?> type) throws ReflectiveOperationException {
    return JdkInternals.isInitialized(type);
  }
}
