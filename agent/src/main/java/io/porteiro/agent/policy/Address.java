package io.porteiro.agent.policy;

import java.util.Arrays;

/**
 * An IP address, read from its text without asking anybody for a name. An IPv4 address that is
 * written as an IPv6 one ({@code ::ffff:127.0.0.1}) is the IPv4 address. Immutable.
 */
final class Address {

  private final byte[] bytes;

  /** What follows the percent sign, or null. */
  private final String scope;

  private Address(byte[] bytes, String scope) {
    this.bytes = bytes;
    this.scope = scope;
  }

  /** Null when the text is none: a name, a number, an address in brackets. */
  static Address of(String text) {
    if (text.indexOf(':') < 0) {
      byte[] four = four(text);
      return four == null ? null : new Address(four, null);
    }
    int percent = text.indexOf('%');
    byte[] sixteen = sixteen(percent < 0 ? text : text.substring(0, percent));
    String scope = percent < 0 ? null : text.substring(percent + 1);
    if (sixteen == null || scope != null && scope.isEmpty()) {
      return null;
    }
    return isMapped(sixteen)
        ? new Address(Arrays.copyOfRange(sixteen, 12, 16), null)
        : new Address(sixteen, scope);
  }

  /**
   * Whether a socket at {@code bound} is where this says. The wildcards of both families are one:
   * who asks for 0.0.0.0 may get {@code ::}. Without a scope this is the address in any.
   */
  boolean covers(Address bound) {
    if (isWildcard() && bound.isWildcard()) {
      return true;
    }
    return Arrays.equals(bytes, bound.bytes) && (scope == null || scope.equals(bound.scope));
  }

  private boolean isWildcard() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  /** Four decimal numbers; leading zeros would be octal to some. */
  private static byte[] four(String text) {
    byte[] bytes = new byte[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      int end = i < 3 ? text.indexOf('.', at) : text.length();
      int number = end < 0 ? -1 : PortPattern.number(text.substring(at, end));
      if (number < 0 || number > 255) {
        return null;
      }
      bytes[i] = (byte) number;
      at = end + 1;
    }
    return bytes;
  }

  private static byte[] sixteen(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text, true);
      return all != null && all.length == 16 ? all : null;
    }
    byte[] head = groups(text.substring(0, gap), false);
    byte[] tail = groups(text.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return bytes;
  }

  /** Hexadecimal groups between colons; the address's last may be an IPv4 address. */
  private static byte[] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] groups = text.split(":", -1);
    byte[] bytes = new byte[16];
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      byte[] group =
          last && i == groups.length - 1 && groups[i].indexOf('.') >= 0
              ? four(groups[i])
              : two(groups[i]);
      if (group == null || length + group.length > 16) {
        return null;
      }
      System.arraycopy(group, 0, bytes, length, group.length);
      length += group.length;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] two(String group) {
    if (group.isEmpty() || group.length() > 4) {
      return null;
    }
    int number = 0;
    for (int i = 0; i < group.length(); i++) {
      char c = group.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return null;
      }
      number = number << 4 | digit;
    }
    return new byte[] {(byte) (number >> 8), (byte) number};
  }
}
