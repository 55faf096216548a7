package io.porteiro.agent.inventory;

import java.io.IOException;
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

  /** Null for what is no failed bind: a call that never came to ask the system. */
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
