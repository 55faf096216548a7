package io.porteiro.agent.inventory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where and how a socket is bound: protocol, address and port, as reported. Immutable. */
final class Endpoint {

  /** The label of the port that client UDP sockets are folded into. */
  static final String EPHEMERAL = "ephemeral";

  final Protocol protocol;
  final String port;
  final String address;
  final Exposure exposure;

  /** The port's number, whatever its label; 0 for a Unix-domain socket. */
  final int number;

  /** Bound to port 0: the system chose the number. */
  final boolean ephemeral;

  private Endpoint(
      Protocol protocol,
      String port,
      String address,
      Exposure exposure,
      int number,
      boolean ephemeral) {
    this.protocol = protocol;
    this.port = port;
    this.address = address;
    this.exposure = exposure;
    this.number = number;
    this.ephemeral = ephemeral;
  }

  /** A TCP or, for an address of any other kind, a Unix-domain endpoint. */
  static Endpoint ofStream(SocketAddress address, boolean ephemeral) {
    if (address instanceof InetSocketAddress) {
      InetSocketAddress internet = (InetSocketAddress) address;
      return of(Protocol.TCP, internet, label(internet.getPort()), ephemeral);
    }
    return ofPath(address.toString());
  }

  /** A UDP endpoint; one that asked for no port in particular is a client's. */
  static Endpoint ofDatagram(InetSocketAddress address, boolean ephemeral) {
    String label = ephemeral ? EPHEMERAL : label(address.getPort());
    return of(Protocol.UDP, address, label, ephemeral);
  }

  /** A Unix-domain endpoint; an abstract name's NULs are written as the kernel writes them. */
  static Endpoint ofPath(String name) {
    String path = name.startsWith("\0") ? name.replace('\0', '@') : name;
    return new Endpoint(Protocol.UNIX, path, path, Exposure.UNIX, 0, false);
  }

  private static Endpoint of(
      Protocol protocol, InetSocketAddress socketAddress, String label, boolean ephemeral) {
    InetAddress address = socketAddress.getAddress();
    return new Endpoint(
        protocol,
        label,
        address == null ? socketAddress.getHostString() : text(address),
        address == null ? Exposure.PUBLIC : Exposure.of(address),
        socketAddress.getPort(),
        ephemeral);
  }

  private static String label(int port) {
    return port == 0 ? EPHEMERAL : Integer.toString(port);
  }

  /** Whether one socket may have had both. A datagram socket's address changes with its peer. */
  boolean isSameSocket(Endpoint other) {
    return protocol == other.protocol
        && number == other.number
        && (protocol == Protocol.UDP || isSameAddress(other));
  }

  /** The same port, at the other's address. */
  Endpoint at(Endpoint other) {
    return isSameAddress(other)
        ? this
        : new Endpoint(protocol, port, other.address, other.exposure, number, ephemeral);
  }

  private boolean isSameAddress(Endpoint other) {
    return withoutScope(address).equals(withoutScope(other.address));
  }

  private static String withoutScope(String address) {
    int percent = address.indexOf('%');
    return percent < 0 ? address : address.substring(0, percent);
  }

  /** As RFC 5952 writes an IPv6 address: lower case, the longest run of zeros left out. */
  static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    return compressed(address.getAddress()) + scope((Inet6Address) address);
  }

  /** The interface's name, whether the address came with that or with its number; RFC 4007. */
  private static String scope(Inet6Address address) {
    String full = address.getHostAddress();
    int percent = full.indexOf('%');
    if (percent < 0) {
      return "";
    }
    String name = Scopes.name(address);
    return name == null ? full.substring(percent) : '%' + name;
  }

  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
