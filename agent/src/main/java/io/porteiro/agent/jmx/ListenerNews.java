package io.porteiro.agent.jmx;

import io.porteiro.agent.inventory.ListenerObserver;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.Protocol;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What happened to listeners and was not sent yet. Filled on the application's threads, which never
 * wait: what finds no room, as those who are to be told take too long, is dropped and counted.
 */
final class ListenerNews implements ListenerObserver {

  /** Of a listener's life. */
  enum Kind {
    OPENED("porteiro.listener.opened", "opened"),
    UNEXPECTED("porteiro.listener.unexpected", "is not expected"),
    CLOSED("porteiro.listener.closed", "closed");

    /** The type of its notification. */
    final String type;

    final String verb;

    Kind(String type, String verb) {
      this.type = type;
      this.verb = verb;
    }
  }

  /** What happened to one listener, and when. Immutable. */
  static final class Item {

    final Kind kind;
    final Protocol protocol;
    final String port;
    final ListenerSnapshot listener;
    final long timeMillis = System.currentTimeMillis();

    Item(Kind kind, Protocol protocol, String port, ListenerSnapshot listener) {
      this.kind = kind;
      this.protocol = protocol;
      this.port = port;
      this.listener = listener;
    }
  }

  static final int CAPACITY = 4_096;

  private final Thread reader;
  private final Queue<Item> items = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param reader is woken when there is something
   */
  ListenerNews(Thread reader) {
    this.reader = reader;
  }

  @Override
  public void opened(Protocol protocol, String port, ListenerSnapshot listener) {
    if (!isClients(protocol, listener)) {
      add(Kind.OPENED, protocol, port, listener);
    }
    if (listener.isUnexpected()) {
      add(Kind.UNEXPECTED, protocol, port, listener);
    }
  }

  @Override
  public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
    add(Kind.UNEXPECTED, protocol, port, listener);
  }

  @Override
  public void closed(Protocol protocol, String port, ListenerSnapshot listener) {
    if (!isClients(protocol, listener)) {
      add(Kind.CLOSED, protocol, port, listener);
    }
  }

  /** They come and go with every lookup of a name. */
  private static boolean isClients(Protocol protocol, ListenerSnapshot listener) {
    return protocol == Protocol.UDP && listener.ephemeral();
  }

  private void add(Kind kind, Protocol protocol, String port, ListenerSnapshot listener) {
    if (size.incrementAndGet() > CAPACITY) {
      size.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    items.add(new Item(kind, protocol, port, listener));
    LockSupport.unpark(reader);
  }

  /** The oldest, or null when there is none. */
  Item poll() {
    Item item = items.poll();
    if (item != null) {
      size.decrementAndGet();
    }
    return item;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** How many found no room. */
  long dropped() {
    return dropped.get();
  }
}
