package io.porteiro.agent.kernel;

import java.util.Arrays;

/**
 * Remembers that one of the TCP tables took long and had no listener of this process's. The kernel
 * looks for a row through its whole hash table, in which the connections of the other table are as
 * well: some hundred thousand of those take it some ten milliseconds. So it is not asked again
 * while there can be no more listeners in the table than there were. Not safe for use by several
 * threads.
 */
final class ForeignListeners {

  /** A table that takes longer took the kernel a search. */
  static final long SLOW_NANOS = 1_000_000;

  /** How long a count may hide that one socket came when another went. */
  static final long HOLD_NANOS = 60_000_000_000L;

  private final Owners owners;
  private long[] inodes = new long[8];
  private int count;
  private long readNanos;
  private boolean known;

  ForeignListeners(Owners owners) {
    this.owners = owners;
  }

  /** Whether the table was slow and has none of this process's. */
  boolean areKnown() {
    return known && areForeign();
  }

  /** How many listeners there are in the table, whosever they are. */
  int count() {
    return count;
  }

  /**
   * Whether the table has, by all that is known, what it had; its listeners then count as seen.
   *
   * @param most how many listeners there may be in it; negative when that is not known
   */
  boolean areAll(long most, long now) {
    if (most != count || now - readNanos >= HOLD_NANOS || !areKnown()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      owners.see(inodes[i]);
    }
    return true;
  }

  private boolean areForeign() {
    for (int i = 0; i < count; i++) {
      if (owners.descriptor(inodes[i]) != Owners.FOREIGN) {
        return false;
      }
    }
    return true;
  }

  /** The table is read anew. */
  void begin() {
    count = 0;
    known = false;
  }

  /** Has a listener, whosever it is. */
  void add(long inode) {
    if (count == inodes.length) {
      inodes = Arrays.copyOf(inodes, 2 * count);
    }
    inodes[count++] = inode;
  }

  /** The table was read to the end of its listeners. */
  void end(long begun, long now) {
    readNanos = now;
    known = now - begun >= SLOW_NANOS;
  }

  /** Nothing is sure any more. */
  void forget() {
    known = false;
  }
}
