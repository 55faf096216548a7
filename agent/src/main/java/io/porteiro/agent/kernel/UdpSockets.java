package io.porteiro.agent.kernel;

/**
 * Takes all from {@code udp} or {@code udp6}, which hold the sockets that have a port. Behind the
 * common columns is {@code ref pointer drops}: {@code udp4_format_sock} in net/ipv4/udp.c.
 */
final class UdpSockets implements Rows {

  private final InetRow inet;
  private final Candidates candidates;

  UdpSockets(InetRow inet, Candidates candidates) {
    this.inet = inet;
    this.candidates = candidates;
  }

  @Override
  public void take(Row row) {
    if (inet.read(row)) {
      long drops = drops(row);
      candidates.udp(inet, row.isMalformed() ? KernelSocket.UNKNOWN : drops);
    }
  }

  /** The last column, from behind the common ones. */
  static long drops(Row row) {
    row.passField();
    row.passField();
    return row.decimal();
  }

  @Override
  public boolean isComplete() {
    return false;
  }
}
