package io.porteiro.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Properties;

/**
 * The things that only the JDK's insides can do, as Java 8 does them; the jar has another version
 * of this class for Java 9 and later. Lives in the system loader and in the agent's own.
 */
final class JdkInternals {

  private JdkInternals() {}

  /** Defines one class in the boot loader. {@code name} is the internal one, with slashes. */
  static void defineInBootLoader(Instrumentation instrumentation, String name, byte[] bytes)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field theUnsafe = type.getDeclaredField("theUnsafe");
    theUnsafe.setAccessible(true);
    Method define =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
    define.invoke(theUnsafe.get(null), name, bytes, 0, bytes.length, null, null);
  }

  /**
   * What the JVM's agents tell tools that attach; apart from its system properties, which are the
   * application's.
   */
  static Properties agentProperties() throws ReflectiveOperationException {
    return (Properties)
        Class.forName("sun.misc.VMSupport").getMethod("getAgentProperties").invoke(null);
  }

  /** Opens packages of {@code java.base} to the class's module; Java 8 has nothing to open. */
  static void open(Instrumentation instrumentation, Class<?> to, String... packages) {}

  /** Lets a class's module see the boot classes; Java 8 has no modules. */
  static void showBootClasses(Instrumentation instrumentation, Class<?> to) {}

  /** Whether the class's static initialiser has ended; it is not begun by this. */
  static boolean isInitialized(Class<?> type) throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field theUnsafe = unsafe.getDeclaredField("theUnsafe");
    theUnsafe.setAccessible(true);
    Method pending = unsafe.getMethod("shouldBeInitialized", Class.class);
    return !(Boolean) pending.invoke(theUnsafe.get(null), type);
  }
}
