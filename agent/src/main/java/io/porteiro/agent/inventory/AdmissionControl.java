package io.porteiro.agent.inventory;

import io.porteiro.agent.policy.Door;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Verdict;
import java.util.function.Supplier;

/**
 * Holds sockets against the policy: before they are bound, where it denies, and when they are
 * listed. Works on the application's threads, at binds alone; who opened a socket is only looked
 * for when a rule asks, or when somebody is to be told.
 */
final class AdmissionControl {

  /** In the path of the socket that the JVM itself has for tools that attach. */
  private static final String JVM_ATTACH = "/.java_pid";

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
    return verdict.isExpected() ? null : verdict;
  }

  /** Not the agent's own, nor the JVM's. */
  static boolean isJudged(Endpoint endpoint, boolean own) {
    return !own && (endpoint.protocol != Protocol.UNIX || !endpoint.address.contains(JVM_ATTACH));
  }

  private static Verdict judge(Policy policy, Endpoint endpoint, Supplier<String> owner) {
    Door door = door(endpoint, policy.asksForOwner() ? owner.get() : "");
    Verdict verdict = policy.judge(door);
    return verdict.isExpected() || policy.asksForOwner()
        ? verdict
        : policy.judge(door.ownedBy(owner.get()));
  }

  private static Door door(Endpoint endpoint, String owner) {
    return endpoint.protocol == Protocol.UNIX
        ? Door.ofPath(endpoint.address, owner)
        : Door.ofPort(
            endpoint.protocol.label(),
            endpoint.number,
            endpoint.address,
            endpoint.exposure.label(),
            endpoint.ephemeral,
            owner);
  }
}
