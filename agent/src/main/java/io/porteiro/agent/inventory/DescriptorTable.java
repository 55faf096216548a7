package io.porteiro.agent.inventory;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is behind each open file descriptor: the counters of a connection's port together with the
 * time it was accepted, or a listener. A descriptor's number belongs to one socket while that is
 * open, so the number is all the identity a connection needs: 12 bytes, no map, no weak reference.
 * An entry is put after the operating system handed the descriptor out and must be taken before it
 * is given back. Lock-free but for growing.
 */
final class DescriptorTable {

  private static final int SEGMENT_BITS = 10;
  private static final int SEGMENT_SIZE = 1 << SEGMENT_BITS;

  private volatile Segment[] segments = new Segment[0];

  /** The entry of a descriptor, or null. A negative descriptor has none. */
  Object get(int descriptor) {
    Segment segment = segment(descriptor);
    return segment == null ? null : segment.entries.get(descriptor & SEGMENT_SIZE - 1);
  }

  /** Puts an entry; returns the one it replaces, whose close nobody saw, or null. */
  Object put(int descriptor, Object entry, long nanos) {
    Segment segment = segment(descriptor);
    if (segment == null) {
      segment = grow(descriptor);
    }
    int index = descriptor & SEGMENT_SIZE - 1;
    segment.nanos[index] = nanos;
    return segment.entries.getAndSet(index, entry);
  }

  /** Puts an entry in the place of this very one, or of none for null; says whether it did. */
  boolean replace(int descriptor, Object expected, Object entry, long nanos) {
    Segment segment = segment(descriptor);
    if (segment == null) {
      segment = grow(descriptor);
    }
    int index = descriptor & SEGMENT_SIZE - 1;
    // before: from then on it may be taken
    segment.nanos[index] = nanos;
    return segment.entries.compareAndSet(index, expected, entry);
  }

  /** Takes the entry out, for one of those who ask at the same time, or null. */
  Object take(int descriptor) {
    Segment segment = segment(descriptor);
    if (segment == null) {
      return null;
    }
    int index = descriptor & SEGMENT_SIZE - 1;
    // most descriptors that are closed were never put: do not write for them
    return segment.entries.get(index) == null ? null : segment.entries.getAndSet(index, null);
  }

  /** Takes this very entry out and says whether it was there. */
  boolean remove(int descriptor, Object entry) {
    Segment segment = segment(descriptor);
    return segment != null
        && segment.entries.compareAndSet(descriptor & SEGMENT_SIZE - 1, entry, null);
  }

  /** The time given with the entry put last, also after it was taken. */
  long nanos(int descriptor) {
    return segment(descriptor).nanos[descriptor & SEGMENT_SIZE - 1];
  }

  private Segment segment(int descriptor) {
    Segment[] all = segments;
    int index = descriptor >>> SEGMENT_BITS;
    return index < all.length && descriptor >= 0 ? all[index] : null;
  }

  private synchronized Segment grow(int descriptor) {
    int index = descriptor >>> SEGMENT_BITS;
    Segment[] all = segments;
    if (index < all.length && all[index] != null) {
      return all[index];
    }
    Segment[] grown = new Segment[Math.max(all.length, index + 1)];
    System.arraycopy(all, 0, grown, 0, all.length);
    grown[index] = new Segment();
    segments = grown;
    return grown[index];
  }

  private static final class Segment {
    final AtomicReferenceArray<Object> entries = new AtomicReferenceArray<>(SEGMENT_SIZE);
    final long[] nanos = new long[SEGMENT_SIZE];
  }
}
