package io.porteiro.agent.jmx;

import io.porteiro.agent.inventory.ListenerEventSnapshot;
import io.porteiro.agent.inventory.ListenerObserver;
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

  /** One event and what it is. */
  static final class Item {

    final Kind kind;
    final ListenerEventSnapshot event;

    Item(Kind kind, ListenerEventSnapshot event) {
      this.kind = kind;
      this.event = event;
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
  public void opened(ListenerEventSnapshot event) {
    add(Kind.OPENED, event);
  }

  @Override
  public void unexpected(ListenerEventSnapshot event) {
    add(Kind.UNEXPECTED, event);
  }

  @Override
  public void closed(ListenerEventSnapshot event) {
    add(Kind.CLOSED, event);
  }

  private void add(Kind kind, ListenerEventSnapshot event) {
    if (size.incrementAndGet() > CAPACITY) {
      size.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    items.add(new Item(kind, event));
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
