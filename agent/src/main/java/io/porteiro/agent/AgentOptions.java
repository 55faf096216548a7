package io.porteiro.agent;

import java.io.PrintStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the user asked for: the agent's argument, then system properties {@code porteiro.*}, then
 * environment variables {@code PORTEIRO_*}, the nearer one winning. Immutable. Lives in the agent's
 * own loader; the argument alone is also checked in the system loader, before the application
 * starts. A value that cannot be right is named in one line together with the accepted form, and
 * the next nearest one or the default holds.
 */
final class AgentOptions {

  static final String FORM =
      "-javaagent:porteiro.jar[=[HOST:]PORT] or =key=value,key=value with keys "
          + OptionKey.names();

  private final Map<String, String> values;
  private final boolean valid;

  private AgentOptions(Map<String, String> values, boolean valid) {
    this.values = values;
    this.valid = valid;
  }

  /** Complains about what is wrong with an argument, one line each. Never throws. */
  static void check(String argument, PrintStream complaints) {
    new OptionReader(complaints).argument(argument);
  }

  /**
   * Reads all sources, of which the argument was checked before. Complaints about the others go to
   * {@code complaints}, one line each. Never throws.
   */
  static AgentOptions read(String argument, PrintStream complaints) {
    return read(argument, systemProperties(), environment(), complaints);
  }

  static AgentOptions read(
      String argument,
      Properties properties,
      Map<String, String> environment,
      PrintStream complaints) {
    OptionReader reader = new OptionReader(complaints);
    reader.environment(environment);
    reader.properties(properties);
    reader.checkedArgument(argument);
    return new AgentOptions(reader.values(), reader.valid());
  }

  /** Whether everything that was set could be right. */
  boolean valid() {
    return valid;
  }

  /** The address of the endpoint; a name or an address without brackets. */
  String host() {
    return values.getOrDefault("host", "127.0.0.1");
  }

  /** 0 to 65535; 0 has the system choose one. */
  int port() {
    return Integer.parseInt(values.getOrDefault("port", "9513"));
  }

  /** The file that the endpoint's port is written to, or null. */
  String portFile() {
    return values.get("portFile");
  }

  /** How many ports are exported under their own number. */
  int maxPorts() {
    return Integer.parseInt(values.getOrDefault("maxPorts", "256"));
  }

  /** Whether connection durations are exported as a histogram. */
  boolean histogram() {
    return "on".equals(values.get("histogram"));
  }

  /** Configured service names by port, such as {@code tcp/10513}. */
  Map<String, String> services() {
    Map<String, String> services = new HashMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (entry.getKey().startsWith(OptionKey.SERVICE_PREFIX)) {
        services.put(entry.getKey().substring(OptionKey.SERVICE_PREFIX.length()), entry.getValue());
      }
    }
    return services;
  }

  private static Properties systemProperties() {
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
      // a security manager of Java 8 to 23 may forbid it: then nothing is set
    }
    return ours;
  }

  private static Map<String, String> environment() {
    try {
      return System.getenv();
    } catch (SecurityException ignored) {
      return Collections.emptyMap();
    }
  }
}
