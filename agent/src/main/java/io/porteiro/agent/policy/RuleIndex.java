package io.porteiro.agent.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the rules that may cover a door by its protocol and port: those for one port alone by
 * halving, and the few for ranges, paths and any port one after the other. Allocates nothing when
 * it is asked. Immutable.
 */
final class RuleIndex {

  private static final Rule[] NONE = {};

  private final Map<String, Exact> exact = new HashMap<>();
  private final Rule[] wide;

  RuleIndex(List<Rule> rules) {
    List<Rule> others = new ArrayList<>();
    Map<String, TreeMap<Integer, List<Rule>>> byPort = new HashMap<>();
    for (Rule rule : rules) {
      PortPattern where = rule.where();
      if (where.isExact()) {
        byPort
            .computeIfAbsent(where.protocol, protocol -> new TreeMap<>())
            .computeIfAbsent(where.from, port -> new ArrayList<>())
            .add(rule);
      } else {
        others.add(rule);
      }
    }
    byPort.forEach((protocol, ports) -> exact.put(protocol, new Exact(ports)));
    wide = others.toArray(NONE);
  }

  /** The first rule for this port alone that covers the door, else the first other; else null. */
  Rule covering(Door door) {
    Exact ports = door.ephemeral ? null : exact.get(door.protocol);
    Rule rule = ports == null ? null : covering(ports.at(door.number), door);
    return rule == null ? covering(wide, door) : rule;
  }

  private static Rule covering(Rule[] rules, Door door) {
    for (Rule rule : rules) {
      if (rule.covers(door)) {
        return rule;
      }
    }
    return null;
  }

  /** The rules of one protocol. */
  private static final class Exact {

    private final int[] ports;
    private final Rule[][] rules;

    Exact(TreeMap<Integer, List<Rule>> byPort) {
      ports = new int[byPort.size()];
      rules = new Rule[ports.length][];
      int i = 0;
      for (Map.Entry<Integer, List<Rule>> entry : byPort.entrySet()) {
        ports[i] = entry.getKey();
        rules[i++] = entry.getValue().toArray(NONE);
      }
    }

    Rule[] at(int port) {
      int i = Arrays.binarySearch(ports, port);
      return i < 0 ? NONE : rules[i];
    }
  }
}
