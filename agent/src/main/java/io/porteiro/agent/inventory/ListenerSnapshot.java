package io.porteiro.agent.inventory;

/** One listening socket as it was bound. Immutable. */
public final class ListenerSnapshot {

  private final Endpoint endpoint;
  private final Owner owner;
  private final long sinceMillis;
  private final long queue;
  private final long queueLimit;

  ListenerSnapshot(Endpoint endpoint, Owner owner, long sinceMillis, long queue, long queueLimit) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.sinceMillis = sinceMillis;
    this.queue = queue;
    this.queueLimit = queueLimit;
  }

  /** The bind address as the operating system has it (IPv6 as in RFC 5952), or a path. */
  public String address() {
    return endpoint.address;
  }

  /** How far the address reaches. */
  public Exposure exposure() {
    return endpoint.exposure;
  }

  /** The nearest class outside the JDK that bound it; empty when nobody knows. */
  public String owner() {
    return owner.className;
  }

  /** The jar or module of that class, or an empty string. */
  public String artifact() {
    return owner.artifact;
  }

  /** The name of the thread that bound it. */
  public String thread() {
    return owner.thread;
  }

  /** The whole stack of the bind, the nearest frame first; empty when nobody knows. */
  public StackTraceElement[] stack() {
    return owner.stack();
  }

  /** When it was bound, or first seen, in milliseconds since the epoch. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** Whether the system was left to choose the number. */
  public boolean ephemeral() {
    return endpoint.ephemeral;
  }

  /**
   * How the agent came to know it: {@code hook}, or {@code kernel} when no woven method bound it.
   */
  public String knownBy() {
    return owner == Owner.NOBODY ? "kernel" : "hook";
  }

  /**
   * What waited in the operating system's queue at its last reading: connections that nobody has
   * accepted yet, or bytes of datagrams; -1 when it does not tell.
   */
  public long queue() {
    return queue;
  }

  /** How many connections may wait, or -1 when nobody knows. */
  public long queueLimit() {
    return queueLimit;
  }
}
