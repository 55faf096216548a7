package io.porteiro.agent.config;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Properties;

/**
 * Where this JVM runs. A security manager of Java 8 to 23 may forbid to look: then nothing is set.
 */
final class Surroundings {

  private Surroundings() {}

  /** The system properties of the agent's. */
  static Properties properties() {
    Properties ours = new Properties();
    try {
      Enumeration<?> names = System.getProperties().propertyNames();
      while (names.hasMoreElements()) {
        Object name = names.nextElement();
        if (name instanceof String && ((String) name).startsWith("porteiro.")) {
          ours.setProperty((String) name, System.getProperty((String) name));
        }
      }
    } catch (SecurityException ignored) {
      // as above
    }
    return ours;
  }

  static Map<String, String> environment() {
    try {
      return System.getenv();
    } catch (SecurityException ignored) {
      return Collections.emptyMap();
    }
  }
}
