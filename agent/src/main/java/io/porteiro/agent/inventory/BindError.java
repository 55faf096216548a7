package io.porteiro.agent.inventory;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Locale;

/** Why a bind failed. */
public enum BindError {
  /** EADDRINUSE of bind(2) or listen(2). */
  IN_USE,
  /** EACCES: the port is privileged, or a path may not be made. */
  DENIED,
  /** EADDRNOTAVAIL, or a name that does not resolve: the address is not this host's. */
  ADDRESS,
  /** The policy did not let it. */
  POLICY,
  /** Anything else. */
  OTHER;

  /** The name in metrics, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Null for what is no failed bind: a call that never came to ask the system. The system's message
   * may be in any language; what it does not tell then, the address does.
   */
  static BindError of(Throwable thrown, SocketAddress requested) {
    BindError error = of(thrown);
    return error == OTHER && thrown instanceof BindException ? guess(requested) : error;
  }

  private static BindError guess(SocketAddress requested) {
    if (!(requested instanceof InetSocketAddress)) {
      return OTHER;
    }
    InetAddress address = ((InetSocketAddress) requested).getAddress();
    try {
      boolean here =
          address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
      return here ? IN_USE : ADDRESS;
    } catch (SocketException unknown) {
      return OTHER;
    }
  }

  static BindError of(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (thrown instanceof java.nio.channels.UnresolvedAddressException
        || message.contains("Unresolved address")) {
      return ADDRESS;
    }
    if (thrown instanceof SecurityException) {
      return DENIED;
    }
    if (!(thrown instanceof IOException)
        || thrown instanceof java.nio.channels.ClosedChannelException
        || message.equals("Already bound")
        || message.equals("Socket is closed")) {
      return null;
    }
    if (message.contains("Address already in use")) {
      return IN_USE;
    }
    if (message.contains("Permission denied")) {
      return DENIED;
    }
    return message.contains("assign requested address") ? ADDRESS : OTHER;
  }
}
