package io.porteiro.agent.policy;

/** The judgement of a door. Immutable. */
public final class Verdict {

  /** Where nobody asked for a judgement, all is well. */
  static final Verdict NOT_JUDGED = expected(null);

  private final boolean expected;
  private final Door door;
  private final Rule rule;
  private final Difference difference;

  private Verdict(boolean expected, Door door, Rule rule, Difference difference) {
    this.expected = expected;
    this.door = door;
    this.rule = rule;
    this.difference = difference;
  }

  static Verdict expected(Rule rule) {
    return new Verdict(true, null, rule, null);
  }

  static Verdict unexpected(Door door, Rule nearest, Difference difference) {
    return new Verdict(false, door, nearest, difference);
  }

  public boolean isExpected() {
    return expected;
  }

  /**
   * The rule that makes it expected or, for one that is not, nearly did; null when there is none.
   */
  public Rule rule() {
    return rule;
  }

  /**
   * {@code tcp/31337 on 0.0.0.0 is not expected (owner org.example.Telemetry)}; empty when it is.
   */
  public String message() {
    if (expected) {
      return "";
    }
    String owner = door.owner().isEmpty() ? "unknown" : door.owner();
    return door + " is not expected (owner " + owner + ")";
  }

  /**
   * {@code tcp/513 on 0.0.0.0 is not expected (owner org.example.Telemetry, service login): no rule
   * is near}, in one line whatever it is that listens; empty when it is expected.
   *
   * @param service what the port is registered for, or an empty string
   */
  public String warning(String service) {
    if (expected) {
      return "";
    }
    String message = message();
    String who = message.substring(0, message.length() - 1);
    String what = who + (service.isEmpty() ? "" : ", service " + service) + "): " + nearMiss();
    return what.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  /**
   * {@code the nearest rule, tcp/127.0.0.1:31337, is for another address}; empty when it is
   * expected, {@code no rule is near} when that is so.
   */
  public String nearMiss() {
    if (expected) {
      return "";
    }
    return rule == null
        ? "no rule is near"
        : "the nearest rule, " + rule + ", is for " + difference.text;
  }
}
