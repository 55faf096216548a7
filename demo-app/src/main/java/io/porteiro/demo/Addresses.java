package io.porteiro.demo;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Writes addresses as people do. */
final class Addresses {

  private Addresses() {}

  /** Returns {@code 127.0.0.1:513} or {@code [::1]:513}. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean v6 = address.getAddress() instanceof Inet6Address;
    return (v6 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
