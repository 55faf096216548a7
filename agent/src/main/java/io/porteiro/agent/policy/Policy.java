package io.porteiro.agent.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What may listen. A door is expected when one of the rules covers it, whichever it is: the order
 * of the rules does not matter, no rule takes back what another gives, and a rule that says more is
 * not stronger than one that says less. Without a list of rules nothing is judged; with an empty
 * one nothing is expected. Immutable, and safe for use by several threads.
 */
public final class Policy {

  /** Judges nothing. */
  public static final Policy NONE = new Policy(Mode.OBSERVE, null);

  private final Mode mode;
  private final List<Rule> rules;
  private final RuleIndex index;
  private final boolean asksForOwner;

  private Policy(Mode mode, List<Rule> rules) {
    this.mode = mode;
    this.rules = rules == null ? null : Collections.unmodifiableList(new ArrayList<>(rules));
    this.index = rules == null ? null : new RuleIndex(rules);
    boolean asks = false;
    if (rules != null) {
      for (Rule rule : rules) {
        asks |= rule.asksForOwner();
      }
    }
    this.asksForOwner = asks;
  }

  /**
   * @param rules what is expected; null when there is no list
   */
  public static Policy of(Mode mode, List<Rule> rules) {
    return new Policy(mode, rules);
  }

  public Mode mode() {
    return mode;
  }

  /** Whether there is a list of what is expected. */
  public boolean judges() {
    return rules != null;
  }

  /** In the order in which they were given; empty when there is no list. */
  public List<Rule> rules() {
    return rules == null ? Collections.emptyList() : rules;
  }

  /**
   * Whether any rule asks who opened a door. Where none does, a door may be judged without its
   * owner, which is not cheap to find.
   */
  public boolean asksForOwner() {
    return asksForOwner;
  }

  /** Judges a door. One that is expected costs a search in an array, and no garbage. */
  public Verdict judge(Door door) {
    if (rules == null) {
      return Verdict.NOT_JUDGED;
    }
    Rule rule = index.covering(door);
    return rule == null ? unexpected(door) : rule.expected();
  }

  /** The nearest rule is the first with the least of the differences. */
  private Verdict unexpected(Door door) {
    Rule nearest = null;
    Difference least = null;
    for (Rule rule : rules) {
      Difference difference = rule.difference(door);
      if (difference != null && (least == null || difference.compareTo(least) < 0)) {
        nearest = rule;
        least = difference;
      }
    }
    return Verdict.unexpected(door, nearest, least);
  }
}
