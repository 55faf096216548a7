package io.porteiro.agent;

/** How the agent came into the JVM. */
enum Entrance {
  /** Before the application. */
  COMMAND_LINE,
  /** Into a JVM that runs. */
  ATTACH,
  /** Likewise, by the agent's own tool, which says itself where the endpoint is. */
  TOOL;

  /** Whether there may be sockets that no hook has seen. */
  boolean isLate() {
    return this != COMMAND_LINE;
  }
}
