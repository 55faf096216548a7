package io.porteiro.agent.inventory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a socket is bound: protocol, address and port, as they are reported. Immutable. */
final class Endpoint {

  /** The label of the port that client UDP sockets are folded into. */
  static final String EPHEMERAL = "ephemeral";

  final Protocol protocol;
  final String port;
  final String address;
  final Exposure exposure;

  private Endpoint(Protocol protocol, String port, String address, Exposure exposure) {
    this.protocol = protocol;
    this.port = port;
    this.address = address;
    this.exposure = exposure;
  }

  /** A TCP or, for an address of any other kind, a Unix-domain endpoint. */
  static Endpoint ofStream(SocketAddress address) {
    if (address instanceof InetSocketAddress) {
      return of(Protocol.TCP, (InetSocketAddress) address);
    }
    String path = address.toString();
    return new Endpoint(Protocol.UNIX, path, path, Exposure.UNIX);
  }

  /** A UDP endpoint; one that asked for no port in particular is a client's. */
  static Endpoint ofDatagram(InetSocketAddress address, boolean ephemeral) {
    Endpoint endpoint = of(Protocol.UDP, address);
    return ephemeral
        ? new Endpoint(Protocol.UDP, EPHEMERAL, endpoint.address, endpoint.exposure)
        : endpoint;
  }

  private static Endpoint of(Protocol protocol, InetSocketAddress socketAddress) {
    InetAddress address = socketAddress.getAddress();
    if (address == null) {
      String unresolved = socketAddress.getHostString();
      return new Endpoint(protocol, label(socketAddress), unresolved, Exposure.PUBLIC);
    }
    return new Endpoint(protocol, label(socketAddress), text(address), Exposure.of(address));
  }

  private static String label(InetSocketAddress address) {
    return address.getPort() == 0 ? EPHEMERAL : Integer.toString(address.getPort());
  }

  /** As RFC 5952 writes an IPv6 address: lower case, the longest run of zeros left out. */
  static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    String full = address.getHostAddress();
    int percent = full.indexOf('%');
    return compressed(address.getAddress()) + (percent < 0 ? "" : full.substring(percent));
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
