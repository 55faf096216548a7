package io.porteiro.agent.inventory;

/**
 * Is told of listeners as they come and go, on the application's threads, some of it under the
 * inventory's lock: it takes note and returns. Of one listener it is told in order. {@code
 * protocol} and {@code port} name the listener's port as {@link PortSnapshot} does.
 */
public interface ListenerObserver {

  /** A listener was listed; it may be one that the policy does not expect. */
  void opened(Protocol protocol, String port, ListenerSnapshot listener);

  /** One that was there before is, by a new policy, not expected any more. */
  void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener);

  /** One that was not expected before either is not expected by a new policy. */
  default void remainsUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {}

  /** A listener was closed. */
  void closed(Protocol protocol, String port, ListenerSnapshot listener);
}
