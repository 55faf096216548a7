package io.porteiro.agent;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Reads the sources of {@link AgentOptions}, the farthest first, each overriding what came before
 * it. Lives where {@link AgentOptions} does.
 */
final class OptionReader {

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

  /** {@code [HOST:]PORT} or {@code key=value,key=value}; null and empty say nothing. */
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
    int colon = argument.lastIndexOf(':');
    String host = colon < 0 ? null : argument.substring(0, colon);
    String port = argument.substring(colon + 1);
    boolean bracketed = host != null && host.startsWith("[") && host.endsWith("]");
    boolean plain = host != null && !host.isEmpty() && host.indexOf(':') < 0;
    boolean accepted = host == null || (bracketed || plain) && OptionKey.HOST.accepts(host);
    if (accepted && OptionKey.PORT.accepts(port)) {
      values.put("port", port);
      if (host != null) {
        set("host", host, "argument");
      }
    } else {
      complain("argument '" + argument + "' is not understood", AgentOptions.FORM);
    }
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
      complain(source + ": there is no key '" + key + "'", "the keys are " + OptionKey.names());
    } else if (!known.accepts(value)) {
      complain(source + " '" + key + "=" + value + "'", known.form);
    } else {
      values.put(key, known == OptionKey.HOST ? OptionKey.withoutBrackets(value.trim()) : value);
    }
  }

  private void complain(String what, String form) {
    valid = false;
    if (complaints != null) {
      complaints.println("porteiro: " + printable(what) + "; accepted: " + form);
    }
  }

  /** One line, whatever somebody put into a variable. */
  private static String printable(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < 300; i++) {
      char c = text.charAt(i);
      line.append(OptionKey.isControl(c) ? '?' : c);
    }
    return line.toString();
  }
}
