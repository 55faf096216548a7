package io.porteiro.agent.inventory;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Why sockets may not be bound, by the policy. What cannot be bound anyway is the operating
 * system's to refuse, or the JDK's. Where an {@code entry} is taken it is what the table of
 * descriptors has for the socket; it may be null.
 */
final class Refusals {

  private static final Set<String> IMPLYING =
      new HashSet<>(Arrays.asList("connect", "connectInternal", "send", "receive"));

  private final Inventory inventory;

  Refusals(Inventory inventory) {
    this.inventory = inventory;
  }

  /**
   * Of a TCP or Unix-domain socket that is to listen; {@code requested} may be null.
   *
   * @param unix whether it is of the latter kind
   */
  String ofStream(Object entry, boolean unix, SocketAddress requested) {
    boolean kindFits = requested == null || requested instanceof InetSocketAddress != unix;
    return kindFits && isAddress(requested)
        ? of(Endpoint.ofStream(address(requested), isEphemeral(requested)), entry)
        : null;
  }

  /** Of a datagram socket; {@code requested} may be null. */
  String ofDatagram(Object entry, SocketAddress requested) {
    SocketAddress address = address(requested);
    if (!isAddress(requested) || !(address instanceof InetSocketAddress)) {
      return null;
    }
    boolean ephemeral = isEphemeral(requested);
    Endpoint endpoint = Endpoint.ofDatagram((InetSocketAddress) address, ephemeral);
    String refusal = judge(endpoint, entry);
    return refusal == null || ephemeral && isImplied() ? null : counted(endpoint, refusal);
  }

  /** Null when it may be bound. */
  String of(Endpoint requested, Object entry) {
    String refusal = judge(requested, entry);
    return refusal == null ? null : counted(requested, refusal);
  }

  private String judge(Endpoint requested, Object entry) {
    Owner opener = entry instanceof UnlistedSocket ? ((UnlistedSocket) entry).opener : null;
    return inventory.admission().refusal(requested, () -> Owner.ofCall(false, opener).className);
  }

  /** One that is refused is a bind that failed. */
  private String counted(Endpoint requested, String refusal) {
    inventory.port(requested.protocol, requested.port).bindFailed(BindError.POLICY);
    return refusal;
  }

  /**
   * Whether this is the bind that {@code DatagramSocket} does by itself before it connects, sends
   * or receives, as it does up to 14. It is not prepared for a refusal there.
   */
  private static boolean isImplied() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (frame.getClassName().startsWith("java.net.")
          && IMPLYING.contains(frame.getMethodName())) {
        return true;
      }
    }
    return false;
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
