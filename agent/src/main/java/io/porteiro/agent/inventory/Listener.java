package io.porteiro.agent.inventory;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;

/** One listening (or bound datagram) socket. Compared by identity. */
final class Listener {

  private enum State {
    LISTED,
    ANNOUNCED,
    CLOSED
  }

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
  private volatile Endpoint endpoint;
  private final AtomicReference<State> state = new AtomicReference<>(State.LISTED);
  private WeakReference<Throwable> lastFailure;

  Listener(Port port, Endpoint endpoint, int descriptor, int backlog, boolean own, Owner owner) {
    this.port = port;
    this.endpoint = endpoint;
    this.backlog = backlog;
    this.own = own;
    this.owner = owner;
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
    return state.get() != State.CLOSED;
  }

  /** That it listens was told; false when it was closed before that. */
  boolean announced() {
    return state.compareAndSet(State.LISTED, State.ANNOUNCED);
  }

  /** Says whether that is to be told, by the one who closes it first. */
  boolean close() {
    State before = state.getAndSet(State.CLOSED);
    port.closed(this);
    return before == State.ANNOUNCED;
  }

  /** Whether it is a client's UDP socket, of whose coming and going nobody wants to know. */
  boolean isClients() {
    return endpoint.ephemeral && endpoint.protocol == Protocol.UDP;
  }

  /** What an observer is told. */
  ListenerEventSnapshot event() {
    return new ListenerEventSnapshot(port.protocol, port.label, snapshot(0));
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
        told ? figures.limit(backlog, somaxconn) : UNKNOWN);
  }
}
