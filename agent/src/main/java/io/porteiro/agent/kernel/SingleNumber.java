package io.porteiro.agent.kernel;

/** Takes the number that a file of {@code /proc/sys} consists of. */
final class SingleNumber implements Rows {

  private long number;

  SingleNumber(long otherwise) {
    number = otherwise;
  }

  @Override
  public void take(Row row) {
    long decimal = row.decimal();
    if (!row.isMalformed()) {
      number = decimal;
    }
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  long number() {
    return number;
  }
}
