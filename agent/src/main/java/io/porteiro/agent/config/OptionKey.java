package io.porteiro.agent.config;

import io.porteiro.agent.policy.Mode;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The keys that the agent understands, each with its accepted form. Lives where {@link
 * AgentOptions} does.
 */
enum OptionKey {
  HOST("host", "a host name or an address, IPv6 in brackets"),
  PORT("port", "a number from 0 to 65535"),
  PORT_FILE("portFile", "the path of a file"),
  MAX_PORTS("maxPorts", "a number from 1 to 65536"),
  HISTOGRAM("histogram", "on or off"),
  MICROMETER("micrometer", "on or off"),
  OTLP_URL("otlp.url", "an address such as http://HOST:4318/v1/metrics"),
  OTLP_JAR("otlp.jar", "the path of porteiro-otlp.jar"),
  CONFIG("config", "the path of a YAML file"),
  POLICY_MODE("policy.mode", Mode.FORM),
  POLICY_LEARN("policy.learn", "the path of a file");

  static final String SERVICE_PREFIX = "service.";
  private static final String SERVICE_PARTS =
      "; PROTOCOL is one of tcp, udp, sctp, dccp, unix, and NAME has no spaces";
  static final String SERVICE_FORM =
      "service.PROTOCOL/PORT=NAME, such as service.tcp/10513=login" + SERVICE_PARTS;

  /** In a file's map of services. */
  static final String SERVICE_ENTRY_FORM =
      "PROTOCOL/PORT: NAME, such as tcp/10513: login" + SERVICE_PARTS;

  final String key;
  final String form;

  OptionKey(String key, String form) {
    this.key = key;
    this.form = form;
  }

  /** Null when there is no such key. */
  static OptionKey of(String key) {
    for (OptionKey candidate : values()) {
      if (candidate.key.equals(key)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * The environment's name for a key: {@code portFile} is {@code PORTEIRO_PORT_FILE}, and {@code
   * policy.mode} is {@code PORTEIRO_POLICY_MODE}.
   */
  String variable() {
    StringBuilder name = new StringBuilder("PORTEIRO_");
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_');
      }
      name.append(c == '.' ? '_' : Character.toUpperCase(c));
    }
    return name.toString();
  }

  static String names() {
    StringBuilder names = new StringBuilder();
    for (OptionKey candidate : values()) {
      names.append(candidate.key).append(", ");
    }
    return names.append("service.PROTOCOL/PORT").toString();
  }

  /** As it is kept: without what only its writing needs. */
  String stripped(String value) {
    return this == HOST ? withoutBrackets(value.trim()) : value;
  }

  boolean accepts(String value) {
    switch (this) {
      case HOST:
        return isHost(withoutBrackets(value.trim()));
      case PORT:
        return isNumber(value, 0, 65535);
      case MAX_PORTS:
        return isNumber(value, 1, 65536);
      case HISTOGRAM:
      case MICROMETER:
        return value.equals("on") || value.equals("off");
      case OTLP_URL:
        return isWebAddress(value);
      case POLICY_MODE:
        return Mode.of(value) != null;
      default:
        return !value.trim().isEmpty() && !hasControl(value);
    }
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether a character would break or bend a line of text. */
  static boolean isControl(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWebAddress(String value) {
    try {
      URI uri = new URI(value);
      String scheme = String.valueOf(uri.getScheme());
      return (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getPort() <= 65535;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isHost(String host) {
    return isWord(host) && host.indexOf('[') < 0 && host.indexOf(']') < 0;
  }

  static boolean isService(String port, String name) {
    int slash = port.indexOf('/');
    String protocol = slash < 0 ? "" : port.substring(0, slash);
    String number = port.substring(slash + 1);
    boolean known;
    switch (protocol) {
      case "tcp":
      case "udp":
      case "sctp":
      case "dccp":
        // a port is looked up as it is written, without leading zeros
        known = isNumber(number, 0, 65535) && (number.length() == 1 || number.charAt(0) != '0');
        break;
      case "unix":
        known = !number.isEmpty();
        break;
      default:
        known = false;
    }
    return known && isWord(name);
  }

  private static boolean isWord(String name) {
    return !name.isEmpty() && name.indexOf(' ') < 0 && !hasControl(name);
  }

  static boolean isNumber(String text, int from, int to) {
    if (text.isEmpty() || text.length() > 6) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    int number = Integer.parseInt(text);
    return from <= number && number <= to;
  }
}
