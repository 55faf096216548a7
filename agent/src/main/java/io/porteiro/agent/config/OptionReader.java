package io.porteiro.agent.config;

import io.porteiro.agent.policy.Nearest;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Reads the sources of {@link AgentOptions}, the farthest first, each overriding what came before
 * it. Lives where {@link AgentOptions} does.
 */
final class OptionReader {

  private static final int MAX_LINE = 600;

  private PrintStream complaints;
  private final Map<String, String> values = new HashMap<>();
  private boolean valid = true;

  OptionReader(PrintStream complaints) {
    this.complaints = complaints;
  }

  Map<String, String> values() {
    return values;
  }

  /** Whether there was nothing to complain about. */
  boolean valid() {
    return valid;
  }

  /** {@code PORTEIRO_PORT=9513}, {@code PORTEIRO_SERVICE_TCP_10513=login}. */
  void environment(Map<String, String> environment) {
    for (OptionKey key : OptionKey.values()) {
      String value = environment.get(key.variable());
      if (value != null) {
        set(key.key, value, key.variable());
      }
    }
    String prefix = "PORTEIRO_SERVICE_";
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        String port = entry.getKey().substring(prefix.length()).toLowerCase(java.util.Locale.ROOT);
        set(
            OptionKey.SERVICE_PREFIX + port.replaceFirst("_", "/"),
            entry.getValue(),
            entry.getKey());
      }
    }
  }

  /** {@code -Dporteiro.port=9513}. */
  void properties(Properties properties) {
    for (String name : properties.stringPropertyNames()) {
      set(name.substring("porteiro.".length()), properties.getProperty(name), "-D" + name);
    }
  }

  /** {@code [HOST:]PORT[:FILE.yaml]} or {@code key=value,key=value}; null and empty say nothing. */
  void argument(String argument) {
    if (argument == null || argument.isEmpty()) {
      return;
    }
    if (argument.indexOf('=') < 0) {
      address(argument);
      return;
    }
    for (String pair : argument.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        complain("argument '" + pair + "' is not key=value", AgentOptions.FORM);
      } else {
        set(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim(), "argument");
      }
    }
  }

  /** As above, without saying again what is wrong with it. */
  void checkedArgument(String argument) {
    complaints = null;
    argument(argument);
  }

  private void address(String argument) {
    int end = endOfAddress(argument);
    String file = end == argument.length() ? null : argument.substring(end + 1);
    int colon = argument.lastIndexOf(':', end - 1);
    if (isAddress(argument.substring(0, end)) && (file == null || OptionKey.CONFIG.accepts(file))) {
      set("port", argument.substring(colon + 1, end), "argument");
      if (colon >= 0) {
        set("host", argument.substring(0, colon), "argument");
      }
      if (file != null) {
        set("config", file, "argument");
      }
    } else {
      complain("argument '" + argument + "' is not understood", AgentOptions.FORM);
    }
  }

  /** Where the colon before the name of a YAML file is, or the end where there is none. */
  private static int endOfAddress(String argument) {
    if (argument.endsWith(".yaml") || argument.endsWith(".yml")) {
      for (int i = argument.lastIndexOf(':'); i >= 0; i = argument.lastIndexOf(':', i - 1)) {
        if (isAddress(argument.substring(0, i))) {
          return i;
        }
      }
    }
    return argument.length();
  }

  private static boolean isAddress(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? null : text.substring(0, colon);
    boolean bracketed = host != null && host.startsWith("[") && host.endsWith("]");
    boolean plain = host != null && !host.isEmpty() && host.indexOf(':') < 0;
    boolean accepted = host == null || (bracketed || plain) && OptionKey.HOST.accepts(host);
    return accepted && OptionKey.PORT.accepts(text.substring(colon + 1));
  }

  private void set(String key, String value, String source) {
    if (key.startsWith(OptionKey.SERVICE_PREFIX)) {
      if (OptionKey.isService(key.substring(OptionKey.SERVICE_PREFIX.length()), value)) {
        values.put(key, value);
      } else {
        complain(source + " '" + key + "=" + value + "'", OptionKey.SERVICE_FORM);
      }
      return;
    }
    OptionKey known = OptionKey.of(key);
    if (known == null) {
      String nearest = Nearest.of(key, OptionKey.names().split(", "));
      complain(
          source
              + ": there is no key '"
              + key
              + (nearest == null ? "'" : "'; did you mean '" + nearest + "'?"),
          "the keys are " + OptionKey.names());
    } else if (!known.accepts(value)) {
      complain(source + " '" + key + "=" + value + "'", known.form);
    } else {
      values.put(key, known.stripped(value));
    }
  }

  private void complain(String what, String form) {
    valid = false;
    if (complaints != null) {
      complaints.println("porteiro: " + printable(what) + "; accepted: " + form);
    }
  }

  /** One line, whatever somebody put into a variable. */
  static String printable(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < MAX_LINE; i++) {
      char c = text.charAt(i);
      line.append(OptionKey.isControl(c) ? '?' : c);
    }
    return line.toString();
  }
}
