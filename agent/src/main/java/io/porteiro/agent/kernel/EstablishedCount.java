package io.porteiro.agent.kernel;

/**
 * Takes from {@code snmp} how many TCP connections of both kinds are ESTABLISHED or CLOSE_WAIT:
 * tcpCurrEstab of RFC 2012, behind eight other numbers.
 */
final class EstablishedCount implements Rows {

  private static final int FIELDS_BEFORE = 8;

  private long count = -1;

  @Override
  public void take(Row row) {
    if (row.passText("Tcp:")) {
      for (int i = 0; i < FIELDS_BEFORE; i++) {
        row.passField();
      }
      long number = row.decimal();
      // a line with the names is before
      if (!row.isMalformed()) {
        count = number;
      }
    }
  }

  @Override
  public boolean isComplete() {
    return count >= 0;
  }

  /** The count; -1 when it is not known. */
  long count() {
    return count;
  }
}
