package io.porteiro.agent.inventory;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All observers. What one of them throws is the agent's error and nobody else's. */
final class ListenerObservers {

  private final List<ListenerObserver> all = new CopyOnWriteArrayList<>();

  void add(ListenerObserver observer) {
    all.add(observer);
  }

  void remove(ListenerObserver observer) {
    all.remove(observer);
  }

  void opened(Listener listener) {
    tell("bind", listener, ListenerObserver::opened);
  }

  void becameUnexpected(Listener listener) {
    tell("bind", listener, ListenerObserver::becameUnexpected);
  }

  void remainsUnexpected(Listener listener) {
    tell("bind", listener, ListenerObserver::remainsUnexpected);
  }

  void closed(Listener listener) {
    tell("close", listener, ListenerObserver::closed);
  }

  private void tell(String where, Listener listener, Event event) {
    if (all.isEmpty()) {
      return;
    }
    ListenerSnapshot snapshot = listener.snapshot(0);
    for (ListenerObserver observer : all) {
      try {
        event.tell(observer, listener.port.protocol, listener.port.label, snapshot);
      } catch (Throwable error) {
        AgentErrors.count(where, error);
      }
    }
  }

  /** One of the observer's methods. */
  private interface Event {

    void tell(ListenerObserver observer, Protocol protocol, String port, ListenerSnapshot listener);
  }
}
