package io.porteiro.agent.inventory;

/** One listening socket as it was bound. Immutable. */
public final class ListenerSnapshot {

  private final Endpoint endpoint;
  private final Owner owner;
  private final long sinceMillis;
  private final boolean ephemeral;

  ListenerSnapshot(Endpoint endpoint, Owner owner, long sinceMillis, boolean ephemeral) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.sinceMillis = sinceMillis;
    this.ephemeral = ephemeral;
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

  /** When it was bound, in milliseconds since the epoch. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** Whether the system was left to choose the number. */
  public boolean ephemeral() {
    return ephemeral;
  }

  /** {@code hook}: how the agent came to know it. */
  public String knownBy() {
    return "hook";
  }
}
