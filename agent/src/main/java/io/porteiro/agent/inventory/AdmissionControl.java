package io.porteiro.agent.inventory;

import io.porteiro.agent.policy.Door;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Verdict;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Holds sockets against the policy: before they are bound, where it denies, and when they are
 * listed. Works on the application's threads, at binds alone; who opened a socket is only looked
 * for when a rule asks, or when somebody is to be told.
 */
final class AdmissionControl {

  /** The path of the socket that the JVM itself has for tools that attach, as it makes it. */
  private static final Pattern JVM_ATTACH = Pattern.compile(".*/\\.java_pid[0-9]+(\\.tmp)?");

  private volatile Policy policy = Policy.NONE;

  void policy(Policy now) {
    policy = now;
  }

  /** Whether there is a list of what is expected. */
  boolean judges() {
    return policy.judges();
  }

  /** Whether binds may be refused. */
  boolean denies() {
    Policy current = policy;
    return current.mode() == Mode.DENY && current.judges();
  }

  /**
   * Why a socket may not be bound; null when it may.
   *
   * @param owner who binds it
   */
  String refusal(Endpoint requested, Supplier<String> owner) {
    Policy current = policy;
    if (current.mode() != Mode.DENY || !isJudged(requested, false)) {
      return null;
    }
    Verdict verdict = judge(current, requested, owner);
    return verdict.isExpected() ? null : "porteiro: " + verdict.message();
  }

  /** The judgement of a socket that is listed; null when it may be there. */
  Verdict objection(Endpoint endpoint, boolean own, Owner owner) {
    Policy current = policy;
    if (!current.judges() || !isJudged(endpoint, own)) {
      return null;
    }
    Verdict verdict = judge(current, endpoint, () -> owner.className);
    return verdict.isExpected() || isExpectedByNumber(current, endpoint, owner) ? null : verdict;
  }

  /** Of a datagram socket that no hook saw it is a guess that it asked for no number. */
  private static boolean isExpectedByNumber(Policy policy, Endpoint endpoint, Owner owner) {
    return owner == Owner.NOBODY
        && endpoint.ephemeral
        && policy.judge(door(endpoint, false, "")).isExpected();
  }

  /** Not the agent's own, nor the JVM's. */
  static boolean isJudged(Endpoint endpoint, boolean own) {
    return !own
        && (endpoint.protocol != Protocol.UNIX || !JVM_ATTACH.matcher(endpoint.address).matches());
  }

  private static Verdict judge(Policy policy, Endpoint endpoint, Supplier<String> owner) {
    Door door = door(endpoint, endpoint.ephemeral, policy.asksForOwner() ? owner.get() : "");
    Verdict verdict = policy.judge(door);
    return verdict.isExpected() || policy.asksForOwner()
        ? verdict
        : policy.judge(door.ownedBy(owner.get()));
  }

  private static Door door(Endpoint endpoint, boolean ephemeral, String owner) {
    return endpoint.protocol == Protocol.UNIX
        ? Door.ofPath(endpoint.address, owner)
        : Door.ofPort(
            endpoint.protocol.label(),
            endpoint.number,
            endpoint.address,
            endpoint.exposure.label(),
            ephemeral,
            owner);
  }
}
