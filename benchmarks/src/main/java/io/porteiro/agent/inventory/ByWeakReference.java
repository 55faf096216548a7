package io.porteiro.agent.inventory;

import com.blogspot.mydailyjava.weaklockfree.WeakConcurrentMap;
import java.io.FileDescriptor;

/**
 * The other candidate: a map that refers weakly to a connection's object, here its descriptor, so
 * that one that is never closed goes with the object. Needs no hook before the close.
 */
final class ByWeakReference implements ConnectionTable {

  private final WeakConcurrentMap<FileDescriptor, Entry> map =
      new WeakConcurrentMap.WithInlinedExpunction<>();

  @Override
  public void put(FileDescriptor connection, ConnectionCounters counters, long nanos) {
    map.put(connection, new Entry(counters, nanos));
  }

  @Override
  public long take(FileDescriptor connection) {
    Entry entry = map.remove(connection);
    return entry == null ? 0 : entry.nanos;
  }

  private static final class Entry {
    final ConnectionCounters counters;
    final long nanos;

    Entry(ConnectionCounters counters, long nanos) {
      this.counters = counters;
      this.nanos = nanos;
    }
  }
}
