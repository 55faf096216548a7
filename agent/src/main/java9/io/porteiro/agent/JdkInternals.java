package io.porteiro.agent;

import io.porteiro.agent.bootstrap.Porteiro;
import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The version for Java 9 and later of the class that reaches into the JDK. It calls {@code
 * jdk.internal.misc.Unsafe} directly: by reflection the same call costs tens of milliseconds so
 * early in a start.
 */
final class JdkInternals {

  private JdkInternals() {}

  static void defineInBootLoader(Instrumentation instrumentation, String name, byte[] bytes) {
    open(instrumentation, JdkInternals.class, "jdk.internal.misc");
    jdk.internal.misc.Unsafe.getUnsafe().defineClass(name, bytes, 0, bytes.length, null, null);
  }

  static Properties agentProperties() {
    return jdk.internal.vm.VMSupport.getAgentProperties();
  }

  static void open(Instrumentation instrumentation, Class<?> to, String... packages) {
    Map<String, Set<Module>> opens = new HashMap<>();
    for (String name : packages) {
      opens.put(name, Collections.singleton(to.getModule()));
    }
    instrumentation.redefineModule(
        Object.class.getModule(),
        Collections.emptySet(),
        opens,
        opens,
        Collections.emptySet(),
        Collections.emptyMap());
  }

  static void showBootClasses(Instrumentation instrumentation, Class<?> to) {
    // the JDK's own modules are shown them by the JVM
    if (to.getClassLoader() != null) {
      showBootClasses(instrumentation, to.getModule());
    }
  }

  static void showBootClasses(Instrumentation instrumentation, Module to) {
    if (to.isNamed()) {
      instrumentation.redefineModule(
          to,
          Collections.singleton(Porteiro.class.getModule()),
          Collections.emptyMap(),
          Collections.emptyMap(),
          Collections.emptySet(),
          Collections.emptyMap());
    }
  }

  static boolean isInitialized(Class<?> type) {
    return !jdk.internal.misc.Unsafe.getUnsafe().shouldBeInitialized(type);
  }
}
