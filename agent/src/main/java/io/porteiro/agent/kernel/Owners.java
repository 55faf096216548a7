package io.porteiro.agent.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers which of the sockets in the tables are this process's, so that its descriptors need not
 * be listed again as long as no socket appears that is not known. What is no longer in the tables
 * is forgotten. Not safe for use by several threads.
 */
final class Owners {

  /** In place of a descriptor: another process's socket. */
  static final int FOREIGN = -1;

  /** In place of a descriptor: a socket that was not there before. */
  static final int UNKNOWN = -2;

  /**
   * What is known holds until a process passes a descriptor on, or closes its own while another
   * keeps a copy. That is noticed when so much time has passed.
   */
  static final long RECHECK_NANOS = 10_000_000_000L;

  /** How many times as long as a listing took pass at least before it is repeated for that. */
  static final long RECHECK_PAUSE = 1_000;

  /** A listing that takes longer is a slow one: some thousand descriptors. */
  static final long SLOW_NANOS = 50_000_000;

  /** How many times as long as it took a slow listing holds: it costs at most 5 % of a core. */
  static final long PAUSE = 20;

  private static final int SPARE = 64;

  private final SocketDescriptors descriptors;
  private final LongSupplier nanoTime;
  private long checkedNanos;
  private long listedNanos;
  private long pauseNanos;
  private long recheckNanos = RECHECK_NANOS;

  // known: sorted inodes, as often as they were seen, and for each its descriptor or FOREIGN
  private long[] inodes = new long[0];
  private int[] numbers = new int[0];

  // of the reading that is under way
  private long[] seen = new long[SPARE];
  private int count;
  private boolean recheck;
  private boolean unknown;

  Owners(SocketDescriptors descriptors, LongSupplier nanoTime) {
    this.descriptors = descriptors;
    this.nanoTime = nanoTime;
  }

  /** Starts a reading. */
  void begin() {
    long now = nanoTime.getAsLong();
    count = 0;
    unknown = false;
    recheck = false;
    if (now - checkedNanos >= recheckNanos && !isPaused(now)) {
      checkedNanos = now;
      recheck = !isAllOurs();
    }
  }

  /**
   * Notes that this socket is in a table.
   *
   * @return this process's descriptor for it; {@link #FOREIGN} when there is none, {@link #UNKNOWN}
   *     when that turns out at the end of the reading
   */
  int see(long inode) {
    if (inode == 0) {
      return FOREIGN;
    }
    if (count == seen.length) {
      seen = Arrays.copyOf(seen, 2 * count);
    }
    seen[count++] = inode;
    int number = descriptor(inode);
    if (number == UNKNOWN || recheck) {
      unknown = true;
      return UNKNOWN;
    }
    return number;
  }

  /** What is known of a socket: a descriptor, {@link #FOREIGN} or {@link #UNKNOWN}. */
  int descriptor(long inode) {
    int index = Arrays.binarySearch(inodes, inode);
    return index < 0 ? UNKNOWN : numbers[index];
  }

  /**
   * Ends a reading: finds the owners of what is unknown, and forgets what was not seen in it.
   *
   * @return null, or a sentence that says why some sockets are still unknown
   */
  String settle() {
    String problem = null;
    Map<Long, Integer> listed = null;
    if (unknown) {
      long now = nanoTime.getAsLong();
      if (isPaused(now)) {
        problem = "listing descriptors is slow: new sockets are shown later";
      } else {
        listed = list(now);
        problem = listed == null ? descriptors.unreadable() : null;
      }
    }
    if (listed != null || count != inodes.length) {
      remember(listed);
    }
    return problem;
  }

  private boolean isPaused(long now) {
    return now - listedNanos < pauseNanos;
  }

  private boolean isAllOurs() {
    for (int i = 0; i < inodes.length; i++) {
      if (numbers[i] == FOREIGN || descriptors.inode(numbers[i]) != inodes[i]) {
        return false;
      }
    }
    return true;
  }

  private Map<Long, Integer> list(long start) {
    Map<Long, Integer> listed = descriptors.list();
    listedNanos = nanoTime.getAsLong();
    checkedNanos = start;
    long took = listedNanos - start;
    // the first one is always slow: its code is being loaded
    boolean first = descriptors.listings() == 1;
    pauseNanos = took > SLOW_NANOS && !first ? PAUSE * took : 0;
    recheckNanos = first ? RECHECK_NANOS : Math.max(RECHECK_NANOS, RECHECK_PAUSE * took);
    return listed;
  }

  private void remember(Map<Long, Integer> listed) {
    Arrays.sort(seen, 0, count);
    long[] newInodes = new long[count];
    int[] newNumbers = new int[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      long inode = seen[i];
      int number = listed == null ? descriptor(inode) : listed.getOrDefault(inode, FOREIGN);
      if (number != UNKNOWN) {
        newInodes[size] = inode;
        newNumbers[size++] = number;
      }
    }
    inodes = Arrays.copyOf(newInodes, size);
    numbers = Arrays.copyOf(newNumbers, size);
    seen = new long[size + SPARE];
  }
}
