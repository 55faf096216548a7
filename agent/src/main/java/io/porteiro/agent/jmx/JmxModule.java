package io.porteiro.agent.jmx;

/** Whether there is JMX at all; to be asked before any other class of this room is touched. */
public final class JmxModule {

  private JmxModule() {}

  /** Whether this runtime has the module {@code java.management}. */
  public static boolean isPresent() {
    try {
      Class.forName("javax.management.MBeanServerFactory", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
