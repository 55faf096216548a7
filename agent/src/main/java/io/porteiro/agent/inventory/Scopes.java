package io.porteiro.agent.inventory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Finds the scope of a link-local address, which the kernel's tables leave out; RFC 4007. */
final class Scopes {

  private Scopes() {}

  /** The name of the interface that an address has the number of; null when there is none. */
  static String name(Inet6Address address) {
    try {
      NetworkInterface link = NetworkInterface.getByIndex(address.getScopeId());
      return link == null ? null : link.getName();
    } catch (SocketException unknown) {
      return null;
    }
  }

  /** The same address, with the interface that has it when it is link-local and one has it. */
  static InetAddress withScope(InetAddress address) {
    if (!(address instanceof Inet6Address) || !address.isLinkLocalAddress()) {
      return address;
    }
    try {
      NetworkInterface link = NetworkInterface.getByInetAddress(address);
      return link == null ? address : Inet6Address.getByAddress(null, address.getAddress(), link);
    } catch (SocketException | UnknownHostException unknown) {
      return address;
    }
  }
}
