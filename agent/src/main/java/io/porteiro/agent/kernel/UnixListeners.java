package io.porteiro.agent.kernel;

/**
 * Takes the listeners from {@code unix}: {@code Num: RefCount Protocol Flags Type St Inode Path},
 * as {@code unix_seq_show} in net/unix/af_unix.c prints it. The path is printed as it is. A line
 * feed in it makes a line that is no row and so continues the path; but a path that has what looks
 * like a row cannot be told from one.
 */
final class UnixListeners implements Rows {

  /** __SO_ACCEPTCON of include/linux/net.h. */
  private static final long ACCEPTS = 0x10000;

  /** The size of sun_path, unix(7). */
  private static final int MAX_PATH = 108;

  private final Candidates candidates;
  private final byte[] path = new byte[MAX_PATH];
  private int length;
  private long listener;

  UnixListeners(Candidates candidates) {
    this.candidates = candidates;
  }

  @Override
  public void take(Row row) {
    long inode = listener(row);
    if (!row.isMalformed()) {
      finish();
      listener = inode;
      length = row.rest(path, 0);
    } else if (length < MAX_PATH) {
      row.restart();
      path[length++] = '\n';
      length += row.rest(path, length);
    }
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  /** Passes the last listener on; until then it is not known to be whole. */
  void finish() {
    if (listener != 0) {
      candidates.unix(listener, path, length);
    }
    listener = 0;
  }

  /** The inode of a listener, 0 for another socket; leaves the cursor at the path. */
  private static long listener(Row row) {
    row.passField(':');
    row.pass(' ');
    row.hex(8);
    row.pass(' ');
    row.hex(8);
    row.pass(' ');
    long flags = row.hex(8);
    row.pass(' ');
    row.hex(4);
    row.pass(' ');
    row.hex(2);
    row.pass(' ');
    long inode = row.decimal();
    if (!row.isAtEnd()) {
      row.pass(' ');
    }
    return (flags & ACCEPTS) == 0 ? 0 : inode;
  }
}
