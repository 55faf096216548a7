package io.porteiro.agent.policy;

import java.util.Locale;

/** What is done about a socket that is not expected. */
public enum Mode {
  /** It is exported. */
  OBSERVE,
  /** It is also said. */
  WARN,
  /** Its bind fails, wherever the agent sees it before the system does. */
  DENY;

  /** For messages. */
  public static final String FORM = "observe, warn or deny";

  /** The name in a configuration, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null when there is no such mode. */
  public static Mode of(String label) {
    for (Mode mode : values()) {
      if (mode.label().equals(label)) {
        return mode;
      }
    }
    return null;
  }

  /** All names. */
  public static String[] labels() {
    String[] labels = new String[values().length];
    for (Mode mode : values()) {
      labels[mode.ordinal()] = mode.label();
    }
    return labels;
  }
}
