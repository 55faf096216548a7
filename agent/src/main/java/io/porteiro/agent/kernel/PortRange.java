package io.porteiro.agent.kernel;

/** Takes the two numbers that {@code ip_local_port_range} consists of, with a tab between. */
final class PortRange implements Rows {

  private long first = 32_768;
  private long last = 60_999;

  @Override
  public void take(Row row) {
    long from = row.decimal('\t');
    row.pass('\t');
    long to = row.decimal();
    if (!row.isMalformed()) {
      first = from;
      last = to;
    }
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }
}
