package io.porteiro.agent.inventory;

import io.porteiro.agent.policy.Verdict;

/** One listening socket as it was bound. Immutable. */
public final class ListenerSnapshot {

  private final Endpoint endpoint;
  private final Owner owner;
  private final long sinceMillis;
  private final long queue;
  private final long queueLimit;
  private final boolean judged;
  private final Verdict objection;

  ListenerSnapshot(
      Endpoint endpoint,
      Owner owner,
      long sinceMillis,
      long queue,
      long queueLimit,
      boolean judged,
      Verdict objection) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.sinceMillis = sinceMillis;
    this.queue = queue;
    this.queueLimit = queueLimit;
    this.judged = judged;
    this.objection = objection;
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
   * Whether policies judge it: not the agent's own, nor the socket that the JVM has for tools that
   * attach.
   */
  public boolean isJudged() {
    return judged;
  }

  /** Whether the policy does not expect it; false where there is none. */
  public boolean isUnexpected() {
    return objection != null;
  }

  /**
   * {@code the nearest rule, tcp/127.0.0.1:31337, is for another address} or {@code no rule is
   * near}; an empty string when it is not unexpected.
   */
  public String nearMiss() {
    return objection == null ? "" : objection.nearMiss();
  }

  /**
   * What to tell a user about it, in one line; an empty string when it is not unexpected.
   *
   * @param service what the port is registered for, or an empty string
   */
  public String warning(String service) {
    return objection == null ? "" : objection.warning(service);
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
