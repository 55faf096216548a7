package io.porteiro.agent.inventory;

import java.io.FileDescriptor;

/** What the agent keeps for each open connection: whose it is and since when. */
interface ConnectionTable {

  /** At an accept. */
  void put(FileDescriptor connection, ConnectionCounters counters, long nanos);

  /** At a close; returns the nanos, or 0 when the connection is unknown. */
  long take(FileDescriptor connection);

  /** The candidate of that name. */
  static ConnectionTable named(String candidate) {
    switch (candidate) {
      case "descriptors":
        return new ByDescriptor();
      case "weakMap":
        return new ByWeakReference();
      default:
        throw new IllegalArgumentException(candidate);
    }
  }
}
