package io.porteiro.agent.config;

import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Rule;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules that a list lacks, in order, each with a comment that says whose door it is. */
final class LearnedRules {

  private static final int MAX_OWNERS = 4;

  private final Map<Rule, Comment> rules = new TreeMap<>();

  LearnedRules(Policy known, Collection<LearnedDoor> doors) {
    for (LearnedDoor learned : doors) {
      Rule rule = Rule.of(learned.door);
      if (rule != null && !known.judge(learned.door).isExpected()) {
        rules.computeIfAbsent(rule, any -> new Comment()).add(learned);
      }
    }
  }

  Iterable<Rule> rules() {
    return rules.keySet();
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** A line of a list. */
  String line(Rule rule, String indent) {
    return indent + "- " + rule + "  # " + OptionReader.printable(rules.get(rule).text()) + "\n";
  }

  /** Of one rule. */
  private static final class Comment {

    private final TreeSet<String> owners = new TreeSet<>();
    private String service = "";

    void add(LearnedDoor learned) {
      owners.add(learned.door.owner().isEmpty() ? "unknown" : learned.door.owner());
      service = learned.service;
    }

    String text() {
      StringBuilder text = new StringBuilder("owner ");
      int written = 0;
      for (String owner : owners) {
        if (written == MAX_OWNERS) {
          text.append(" and ").append(owners.size() - written).append(" more");
          break;
        }
        text.append(written++ == 0 ? "" : " and ").append(owner);
      }
      return service.isEmpty() ? text.toString() : text + ", service " + service;
    }
  }
}
