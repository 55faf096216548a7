package io.porteiro.agent.inventory;

import io.porteiro.agent.policy.Verdict;
import java.lang.ref.WeakReference;

/** One listening (or bound datagram) socket. Compared by identity. */
final class Listener {

  /** In place of a figure that nobody knows. */
  static final int UNKNOWN = -1;

  final Port port;

  /** How many connections it asked to let wait, or {@link #UNKNOWN}. */
  final int backlog;

  /** The agent's own: what happens on it is not the application's doing. */
  final boolean own;

  /** {@link Owner#NOBODY} when no hook saw the bind. */
  final Owner owner;

  /** When it was listed, as {@link System#nanoTime} has it. */
  final long sinceNanos = System.nanoTime();

  /**
   * What woven methods hold while they wait, instead of this: a type of the JDK's, so that one that
   * waits for ever does not keep the agent's classes when the agent is taken out.
   */
  final WeakReference<Listener> handle = new WeakReference<>(this);

  private final long sinceMillis = System.currentTimeMillis();
  private final KernelFigures figures;
  private final ListenerObservers observers;

  /** Where it was bound, which is what is judged. */
  private final Endpoint bound;

  private volatile Endpoint endpoint;
  private volatile Verdict objection;
  private volatile boolean open = true;
  private WeakReference<Throwable> lastFailure;

  Listener(
      Port port,
      Endpoint endpoint,
      int descriptor,
      int backlog,
      boolean own,
      Owner owner,
      ListenerObservers observers) {
    this.port = port;
    this.bound = endpoint;
    this.endpoint = endpoint;
    this.backlog = backlog;
    this.own = own;
    this.owner = owner;
    this.observers = observers;
    this.figures = new KernelFigures(descriptor);
  }

  /** Where it is bound, by what was known last. */
  Endpoint endpoint() {
    return endpoint;
  }

  /** A datagram socket has another address while it is connected. */
  void moved(Endpoint now) {
    endpoint = endpoint.at(now);
  }

  boolean isOpen() {
    return open;
  }

  /** It is not there any more; does nothing when that was known. */
  void close() {
    if (isClosedNow()) {
      port.closed(this);
      observers.closed(this);
    }
  }

  private synchronized boolean isClosedNow() {
    boolean was = open;
    open = false;
    return was;
  }

  /** Holds it against the policy; false when that does not expect it. */
  boolean judge(AdmissionControl admission) {
    objection = admission.objection(bound, own, owner);
    return objection == null;
  }

  /** Whether the policy did not expect it when it was judged last. */
  boolean isUnexpected() {
    return objection != null;
  }

  /** What the operating system says of it. */
  KernelFigures figures() {
    return figures;
  }

  /** Whether this exception is not the one that was asked about last. */
  synchronized boolean isNews(Throwable failure) {
    boolean news = lastFailure == null || lastFailure.get() != failure;
    lastFailure = new WeakReference<>(failure);
    return news;
  }

  /**
   * @param somaxconn the most connections that may wait for any listener; 0 when the kernel is not
   *     asked
   */
  ListenerSnapshot snapshot(int somaxconn) {
    boolean told = somaxconn > 0 && port.protocol.hasKernelQueue();
    return new ListenerSnapshot(
        endpoint,
        owner,
        sinceMillis,
        told ? figures.queue() : UNKNOWN,
        told ? figures.limit(backlog, somaxconn) : UNKNOWN,
        AdmissionControl.isJudged(endpoint, own),
        objection);
  }
}
