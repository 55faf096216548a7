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
  private static volatile String last;

  static {
    for (String where :
        new String[] {"bind", "accept", "close", "datagram", "weave", "export", "policy"}) {
      counts.put(where, new LongAdder());
    }
  }

  private AgentErrors() {}

  /** Counts one error. */
  public static void count(String where, Throwable error) {
    try {
      LongAdder count = counts.get(where);
      if (count == null) {
        counts.putIfAbsent(where, new LongAdder());
        count = counts.get(where);
      }
      count.increment();
      last = String.valueOf(error);
    } catch (Throwable ignored) {
      // out of memory or stack: nothing is left to be done here, and the application must go on
    }
  }

  /** The number of errors swallowed so far in each place, the places without any included. */
  public static Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    for (Map.Entry<String, LongAdder> entry : counts.entrySet()) {
      copy.put(entry.getKey(), entry.getValue().sum());
    }
    return copy;
  }

  /** The error counted last, as text, so that none of its classes is kept; null at first. */
  public static String last() {
    return last;
  }
}
