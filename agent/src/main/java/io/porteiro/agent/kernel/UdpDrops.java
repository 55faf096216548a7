package io.porteiro.agent.kernel;

/** Takes the drops of one socket from {@code udp} or {@code udp6}; see {@link UdpSockets}. */
final class UdpDrops implements Rows {

  private final InetRow inet;
  private final long inode;
  private long drops = KernelSocket.UNKNOWN;

  UdpDrops(InetRow inet, long inode) {
    this.inet = inet;
    this.inode = inode;
  }

  @Override
  public void take(Row row) {
    if (inet.read(row) && inet.inode() == inode) {
      long number = UdpSockets.drops(row);
      drops = row.isMalformed() ? drops : number;
    }
  }

  @Override
  public boolean isComplete() {
    return drops != KernelSocket.UNKNOWN;
  }

  long drops() {
    return drops;
  }
}
