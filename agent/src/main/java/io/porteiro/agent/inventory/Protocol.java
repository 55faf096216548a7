package io.porteiro.agent.inventory;

import java.util.Locale;

/** A transport protocol. A port is one of these and a number, or a path for Unix-domain sockets. */
public enum Protocol {
  TCP,
  UDP,
  UNIX,
  SCTP;

  /** The name in metrics and service files, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the kernel's tables have a column for what waits. */
  boolean hasKernelQueue() {
    return this == TCP || this == UDP;
  }

  boolean hasConnections() {
    return this != UDP;
  }
}
