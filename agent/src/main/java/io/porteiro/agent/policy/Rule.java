package io.porteiro.agent.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A door that is expected. It says where the door may be, and may say who opens it and how far it
 * reaches; a door has to meet all that it says.
 *
 * <table>
 *   <caption>Where</caption>
 *   <tr><td>{@code tcp/8080}</td><td>a port, at any address</td></tr>
 *   <tr><td>{@code tcp/127.0.0.1:5005}</td><td>at this address alone</td></tr>
 *   <tr><td>{@code tcp/[::1]:5005}</td><td>an IPv6 address is in brackets</td></tr>
 *   <tr><td>{@code udp/9000-9010}</td><td>the first, the last and all between</td></tr>
 *   <tr><td>{@code tcp/ephemeral}</td><td>a socket that asked for port 0</td></tr>
 *   <tr><td>{@code tcp/*}</td><td>any port of a protocol</td></tr>
 *   <tr><td>{@code unix//run/app/*.sock}</td><td>paths, see {@link Glob}</td></tr>
 *   <tr><td>{@code *}</td><td>anything</td></tr>
 * </table>
 *
 * <p>An address goes with each of the ports: {@code tcp/127.0.0.1:9000-9010}. A socket that asked
 * for port 0 is covered by {@code ephemeral} and {@code *} alone, as the number that it got says
 * nothing. The wildcard addresses of IPv4 and IPv6 are one, and an address without a scope is that
 * address in any.
 *
 * <p>An owner is a pattern of class names, again as {@link Glob} has it: {@code
 * org.apache.kafka.**}. A door whose owner nobody knows meets no such rule. Immutable.
 */
public final class Rule implements Comparable<Rule> {

  /** For messages. */
  public static final String FORM =
      PortPattern.FORM + ", or a map { port: PORT, owner: CLASS, exposure: EXPOSURE }";

  /** Whatever it is. */
  public static final Rule ANY = new Rule(PortPattern.ANY, PortPattern.ANYTHING, null, null);

  private static final List<String> EXPOSURES =
      Collections.unmodifiableList(
          Arrays.asList("loopback", "link_local", "private", "public", "wildcard", Door.UNIX));

  private final String port;
  private final String owner;
  private final String exposure;
  private final PortPattern where;
  private final Glob who;
  private final Verdict expected = Verdict.expected(this);

  private Rule(String port, PortPattern where, String owner, String exposure) {
    this.port = port;
    this.where = where;
    this.owner = owner;
    this.exposure = exposure;
    this.who = owner == null ? null : Glob.ofClasses(owner);
  }

  /** A rule that says where. */
  public static Rule of(String port) throws RuleException {
    return new Rule(port, PortPattern.of(port), null, null);
  }

  /**
   * The rule that one would write for a door: its port, and how far it reaches unless that is
   * everywhere. An address may be another on the next machine.
   *
   * @return null for a Unix-domain socket without a path
   */
  public static Rule of(Door door) {
    if (door.isUnix() && door.path.isEmpty()) {
      return null;
    }
    try {
      Rule rule = of(door.isUnix() ? Door.UNIX + '/' + Glob.quoted(door.path) : door.port());
      boolean all = door.isUnix() || door.exposure.equals("wildcard");
      return all ? rule : rule.exposedTo(door.exposure);
    } catch (RuleException e) {
      throw new IllegalArgumentException(door.toString(), e);
    }
  }

  /** The same rule that also says who. */
  public Rule ownedBy(String pattern) throws RuleException {
    String form = "a class name or a pattern such as org.apache.kafka.**";
    if (!isPattern(pattern)) {
      String dots = pattern.replace('/', '.').trim();
      throw new RuleException(pattern, "is no class name", form)
          .suggesting(isPattern(dots) ? dots : null);
    }
    return new Rule(port, where, pattern, exposure);
  }

  private static boolean isPattern(String text) {
    boolean pattern = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      pattern &= Character.isJavaIdentifierPart(c) || ".*?-".indexOf(c) >= 0;
    }
    return pattern;
  }

  /** The same rule that also says how far. */
  public Rule exposedTo(String label) throws RuleException {
    if (!EXPOSURES.contains(label)) {
      throw new RuleException(label, "is no exposure", "one of " + String.join(", ", EXPOSURES))
          .suggesting(Nearest.of(label, EXPOSURES.toArray(new String[0])));
    }
    return new Rule(port, where, owner, label);
  }

  /** What there is to say about how far a door reaches. */
  public static List<String> exposures() {
    return EXPOSURES;
  }

  /** Whether this alone makes a door expected. */
  public boolean covers(Door door) {
    return where.coversPort(door)
        && where.coversAddress(door)
        && coversExposure(door)
        && coversOwner(door);
  }

  private boolean coversExposure(Door door) {
    return exposure == null || exposure.equals(door.exposure);
  }

  private boolean coversOwner(Door door) {
    return who == null || !door.owner().isEmpty() && who.matches(door.owner());
  }

  /**
   * What keeps the rule from covering a door that it is nearly about: one at its port or, if all
   * else is right, at the port of another protocol, or one of its owner at another port. Null for
   * any other door.
   */
  Difference difference(Door door) {
    boolean rest = where.coversAddress(door) && coversExposure(door) && coversOwner(door);
    if (!where.coversPort(door)) {
      if (rest && where.coversPortOfAnotherProtocol(door)) {
        return Difference.PROTOCOL;
      }
      return rest && who != null ? Difference.PORT : null;
    }
    if (!where.coversAddress(door)) {
      return Difference.ADDRESS;
    }
    return coversExposure(door) ? Difference.OWNER : Difference.EXPOSURE;
  }

  boolean asksForOwner() {
    return who != null;
  }

  PortPattern where() {
    return where;
  }

  Verdict expected() {
    return expected;
  }

  /** By protocol, port and text; those for any come last. */
  @Override
  public int compareTo(Rule other) {
    int order = protocolOrder().compareTo(other.protocolOrder());
    if (order == 0) {
      order = Integer.compare(where.order(), other.where.order());
    }
    return order == 0 ? toString().compareTo(other.toString()) : order;
  }

  private String protocolOrder() {
    return where.protocol == null ? "\uffff" : where.protocol;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rule && toString().equals(other.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** As it is written in a list of a configuration file. */
  @Override
  public String toString() {
    if (owner == null && exposure == null) {
      return Yaml.scalar(port);
    }
    StringBuilder text = new StringBuilder("{ port: ").append(Yaml.scalar(port));
    if (owner != null) {
      text.append(", owner: ").append(Yaml.scalar(owner));
    }
    if (exposure != null) {
      text.append(", exposure: ").append(exposure);
    }
    return text.append(" }").toString();
  }
}
