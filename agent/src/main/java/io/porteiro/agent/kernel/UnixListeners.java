package io.porteiro.agent.kernel;

/**
 * Takes the listeners from {@code unix}. The path is printed as it is. A line feed in it makes a
 * line that is no row and so continues the path; but a path that has what looks like a row cannot
 * be told from one.
 */
final class UnixListeners implements Rows {

  /** The size of sun_path, unix(7). */
  static final int MAX_PATH = 108;

  private final UnixRow unix = new UnixRow();
  private final Candidates candidates;
  private final byte[] path = new byte[MAX_PATH];
  private int length;
  private long listener;

  UnixListeners(Candidates candidates) {
    this.candidates = candidates;
  }

  @Override
  public void take(Row row) {
    if (unix.read(row)) {
      finish();
      listener = unix.isListener() ? unix.inode() : 0;
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
}
