package io.porteiro.agent.inventory;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/** How far a bind address reaches. */
public enum Exposure {
  /** This host alone: 127.0.0.0/8, ::1. */
  LOOPBACK,
  /** The link: 169.254.0.0/16, fe80::/10. */
  LINK_LOCAL,
  /** Private networks: RFC 1918, shared address space (RFC 6598), unique local (RFC 4193). */
  PRIVATE,
  /** Any other address. */
  PUBLIC,
  /** Every address that the host has or will have. */
  WILDCARD,
  /** A path in the file system. */
  UNIX;

  /** The name in metrics, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Exposure of(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return WILDCARD;
    }
    if (address.isLoopbackAddress() || address.isMCNodeLocal()) {
      return LOOPBACK;
    }
    if (address.isLinkLocalAddress() || address.isMCLinkLocal()) {
      return LINK_LOCAL;
    }
    return isPrivate(address) ? PRIVATE : PUBLIC;
  }

  private static boolean isPrivate(InetAddress address) {
    if (address.isMCSiteLocal() || address.isMCOrgLocal()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      return (bytes[0] & 0xfe) == 0xfc || address.isSiteLocalAddress();
    }
    return address instanceof Inet4Address
        && (address.isSiteLocalAddress() || bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
  }
}
