package io.porteiro.agent.policy;

import java.util.Arrays;
import java.util.List;

/**
 * The first part of a rule, which says where a door may be; {@link Rule} has the language.
 * Immutable.
 */
final class PortPattern {

  static final String EPHEMERAL = "ephemeral";
  static final String ANY = "*";

  static final List<String> PROTOCOLS = Arrays.asList("sctp", "tcp", "udp", Door.UNIX);

  static final String FORM =
      "PROTOCOL/PORT such as tcp/8080, tcp/127.0.0.1:5005, tcp/[::1]:5005, udp/9000-9010 or"
          + " tcp/ephemeral, unix/PATH such as unix//run/app/*.sock, or \"*\"";
  static final String PROTOCOL_FORM = "tcp, udp, sctp or unix, in lower case";
  static final String PORT_FORM =
      "a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any";
  static final String ADDRESS_FORM = "an IP address such as 127.0.0.1 or [::1], not a name";

  private static final int LAST = 65535;

  static final PortPattern ANYTHING = new PortPattern(null, null, null, 0, LAST, true);

  /** Null is any. */
  final String protocol;

  /** Null is any. */
  private final Address address;

  private final String addressText;

  /** Null but for Unix-domain sockets. */
  final Glob path;

  final int from;
  final int to;

  /** Whether a door that asked for port 0 is meant. */
  final boolean ephemeral;

  private PortPattern(
      String protocol, String address, Glob path, int from, int to, boolean ephemeral) {
    this.protocol = protocol;
    this.addressText = address;
    this.address = address == null ? null : Address.of(address);
    this.path = path;
    this.from = from;
    this.to = to;
    this.ephemeral = ephemeral;
  }

  static PortPattern of(String text) throws RuleException {
    try {
      return parse(text);
    } catch (RuleException wrong) {
      throw wrong.suggesting(RuleRepair.of(text));
    }
  }

  static boolean isRight(String text) {
    try {
      parse(text);
      return true;
    } catch (RuleException wrong) {
      return false;
    }
  }

  private static PortPattern parse(String text) throws RuleException {
    if (text.equals(ANY)) {
      return ANYTHING;
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new RuleException(text, "is no rule", FORM);
    }
    String protocol = text.substring(0, slash);
    String rest = text.substring(slash + 1);
    if (!PROTOCOLS.contains(protocol)) {
      throw new RuleException(text, "has no protocol that is known", PROTOCOL_FORM);
    }
    if (protocol.equals(Door.UNIX)) {
      if (rest.isEmpty()) {
        throw new RuleException(text, "has no path", "unix/PATH such as unix//run/app/*.sock");
      }
      return new PortPattern(protocol, null, Glob.ofPaths(rest), 0, 0, false);
    }
    int colon = rest.lastIndexOf(':');
    String address = colon < 0 ? null : address(rest.substring(0, colon));
    if (colon >= 0 && address == null) {
      throw new RuleException(text, "has an address that is none", ADDRESS_FORM);
    }
    return ofPort(text, protocol, address, rest.substring(colon + 1));
  }

  private static PortPattern ofPort(String text, String protocol, String address, String port)
      throws RuleException {
    if (port.equals(ANY)) {
      return new PortPattern(protocol, address, null, 0, LAST, true);
    }
    if (port.equals(EPHEMERAL)) {
      return new PortPattern(protocol, address, null, 0, -1, true);
    }
    int dash = port.indexOf('-');
    int from = number(dash < 0 ? port : port.substring(0, dash));
    int to = dash < 0 ? from : number(port.substring(dash + 1));
    if (from < 1 || to < 1 || to > LAST || from > to) {
      throw new RuleException(
          text, dash < 0 ? "has a port that is none" : "has a range that is none", PORT_FORM);
    }
    return new PortPattern(protocol, address, null, from, to, false);
  }

  /** Without brackets, which IPv6 has and IPv4 has not; null for what is no address. */
  private static String address(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    String address = brackets ? text.substring(1, text.length() - 1) : text;
    boolean right = brackets == address.indexOf(':') >= 0 && Address.of(address) != null;
    return right ? address : null;
  }

  /** A decimal number without leading zeros, of at most five digits; -1 for anything else. */
  static int number(String text) {
    int length = text.length();
    if (length == 0 || length > 5 || length > 1 && text.charAt(0) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** Whether it is for one number of one protocol. */
  boolean isExact() {
    return protocol != null && path == null && from == to;
  }

  /** Numbers first, then what asked for none, then any. */
  int order() {
    return ephemeral ? LAST + 2 + to : from;
  }

  /** Whatever the address. */
  boolean coversPort(Door door) {
    if (protocol == null) {
      return true;
    }
    if (!protocol.equals(door.protocol)) {
      return false;
    }
    return path == null ? coversNumber(door) : path.matches(door.path);
  }

  /** Of those that name numbers alone: any port and any that is chosen say too little. */
  boolean coversPortOfAnotherProtocol(Door door) {
    return !ephemeral && path == null && !door.isUnix() && coversNumber(door);
  }

  private boolean coversNumber(Door door) {
    return door.ephemeral ? ephemeral : from <= door.number && door.number <= to;
  }

  boolean coversAddress(Door door) {
    if (address == null) {
      return true;
    }
    // both are mostly written in the same way
    if (addressText.equals(door.address)) {
      return !door.isUnix();
    }
    Address bound = door.parsedAddress();
    return bound != null && address.covers(bound);
  }
}
