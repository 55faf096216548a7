package io.porteiro.agent;

import io.porteiro.agent.micrometer.ClassTable;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;

/** The classes of this JVM, looked at by one thread. Lives in the agent's own loader. */
final class JvmClasses implements ClassTable {

  private final Instrumentation instrumentation;

  /** Null as long as nobody looked for a class. */
  private Method find;

  JvmClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
    JdkInternals.open(instrumentation, JvmClasses.class, "java.lang", "jdk.internal.misc");
  }

  @Override
  public Class<?>[] loaded() {
    Class<?>[] all = instrumentation.getAllLoadedClasses();
    // it is null in a JVM that is ending
    return all == null ? new Class<?>[0] : all;
  }

  @Override
  public Class<?> find(ClassLoader loader, String name) throws ReflectiveOperationException {
    if (find == null) {
      find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      find.setAccessible(true);
    }
    return (Class<?>) find.invoke(loader, name);
  }

  @Override
  public boolean isInitialized(Class<?> type) throws ReflectiveOperationException {
    return JdkInternals.isInitialized(type);
  }
}
