package io.porteiro.agent.kernel;

/**
 * Takes from {@code sockstat} or {@code sockstat6} how many sockets of a protocol are in use, the
 * listeners included: {@code TCP: inuse 3 ...}, as {@code sockstat_seq_show} in net/ipv4/proc.c
 * prints it. The count costs the kernel next to nothing.
 */
final class SocketCount implements Rows {

  private final String label;
  private long count = Long.MAX_VALUE;

  SocketCount(String label) {
    this.label = label;
  }

  @Override
  public void take(Row row) {
    if (row.passText(label)) {
      row.passField();
      long number = row.decimal();
      if (!row.isMalformed()) {
        count = number;
      }
    }
  }

  @Override
  public boolean isComplete() {
    return count != Long.MAX_VALUE;
  }

  /** The count; when it is not known, more than there can be. */
  long count() {
    return count;
  }
}
