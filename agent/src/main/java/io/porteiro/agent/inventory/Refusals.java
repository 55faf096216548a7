package io.porteiro.agent.inventory;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Why sockets may not be bound, by the policy. What cannot be bound anyway is the operating
 * system's to refuse, or the JDK's. Where an {@code entry} is taken it is what the table of
 * descriptors has for the socket; it may be null.
 */
final class Refusals {

  private final Inventory inventory;

  Refusals(Inventory inventory) {
    this.inventory = inventory;
  }

  /** Of a TCP or Unix-domain socket that is to listen; {@code requested} may be null. */
  String ofStream(Object entry, SocketAddress requested) {
    return isAddress(requested)
        ? of(Endpoint.ofStream(address(requested), isEphemeral(requested)), entry)
        : null;
  }

  /** Of a datagram socket; {@code requested} may be null. */
  String ofDatagram(Object entry, SocketAddress requested) {
    SocketAddress address = address(requested);
    return isAddress(requested) && address instanceof InetSocketAddress
        ? of(Endpoint.ofDatagram((InetSocketAddress) address, isEphemeral(requested)), entry)
        : null;
  }

  /** One that is refused is a bind that failed. */
  String of(Endpoint requested, Object entry) {
    Owner opener = entry instanceof UnlistedSocket ? ((UnlistedSocket) entry).opener : null;
    String refusal =
        inventory.admission().refusal(requested, () -> Owner.ofCall(false, opener).className);
    if (refusal != null) {
      inventory.port(requested.protocol, requested.port).bindFailed(BindError.POLICY);
    }
    return refusal;
  }

  private static SocketAddress address(SocketAddress requested) {
    return requested == null ? SocketEventRecorder.ANY : requested;
  }

  private static boolean isEphemeral(SocketAddress requested) {
    return SocketEventRecorder.isEphemeral(requested);
  }

  /** Neither a name without an address, nor a path without a character. */
  private static boolean isAddress(SocketAddress requested) {
    return requested instanceof InetSocketAddress
        ? !((InetSocketAddress) requested).isUnresolved()
        : requested == null || !requested.toString().isEmpty();
  }
}
