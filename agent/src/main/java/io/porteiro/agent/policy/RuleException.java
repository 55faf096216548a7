package io.porteiro.agent.policy;

/** What is wrong with a rule, and what may have been meant. */
public final class RuleException extends Exception {

  private static final long serialVersionUID = 1;

  private static final int MAX_SHOWN = 80;

  private final String problem;

  RuleException(String value, String problem, String form) {
    // without a stack: it is told to a user, and a file may have many
    super(quoted(value) + ' ' + problem + "; accepted: " + form, null, false, false);
    this.problem = quoted(value) + ' ' + problem;
  }

  private RuleException(RuleException wrong, String right) {
    super(wrong.problem + "; did you mean '" + right + "'?", null, false, false);
    this.problem = wrong.problem;
  }

  /**
   * The same, with what would be right in place of what is accepted.
   *
   * @param right null when there is no telling
   */
  RuleException suggesting(String right) {
    return right == null ? this : new RuleException(this, right);
  }

  private static String quoted(String value) {
    return "'" + (value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value) + "'";
  }
}
