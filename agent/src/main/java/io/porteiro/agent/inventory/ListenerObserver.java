package io.porteiro.agent.inventory;

/**
 * Is told when a listener comes or goes, by the thread that does it, which may be any of the
 * application's or one that looks at the kernel's list. It must return at once, wait for nobody and
 * throw nothing; what takes longer it leaves to a thread of its own. No lock is held that a socket
 * call waits for. Of each listener it is told in this order: opened, unexpected, closed.
 *
 * <p>Sockets of UDP clients, those of the port {@code ephemeral}, come and go with every lookup of
 * a name: it is told of them only when they are unexpected.
 */
public interface ListenerObserver {

  /** Does nothing. */
  ListenerObserver NONE =
      new ListenerObserver() {
        @Override
        public void opened(ListenerEventSnapshot event) {}

        @Override
        public void unexpected(ListenerEventSnapshot event) {}

        @Override
        public void closed(ListenerEventSnapshot event) {}
      };

  /** It listens from now on, or was found to. */
  void opened(ListenerEventSnapshot event);

  /** It listens, and no rule of the policy allows it. */
  void unexpected(ListenerEventSnapshot event);

  /** It listens no more, or was found not to. */
  void closed(ListenerEventSnapshot event);
}
