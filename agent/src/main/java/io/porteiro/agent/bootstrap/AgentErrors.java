package io.porteiro.agent.bootstrap;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the errors that the agent swallowed, by place; all are zero in health. Lives in the boot
 * loader, the one place that every part of the agent sees. Never throws.
 */
public final class AgentErrors {

  private static final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();
  private static volatile Throwable last;

  static {
    for (String where : new String[] {"bind", "accept", "close", "datagram", "weave", "export"}) {
      counts.put(where, new LongAdder());
    }
  }

  private AgentErrors() {}

  /** Counts one error. */
  public static void count(String where, Throwable error) {
    try {
      counts.computeIfAbsent(where, ignored -> new LongAdder()).increment();
      last = error;
    } catch (Throwable ignored) {
      // out of memory or stack: nothing is left to be done here, and the application must go on
    }
  }

  /** The number of errors swallowed so far in each place, the places without any included. */
  public static Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((where, count) -> copy.put(where, count.sum()));
    return copy;
  }

  /** The error counted last; null when there was none. */
  public static Throwable last() {
    return last;
  }
}
