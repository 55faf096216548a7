package io.porteiro.agent.kernel;

/**
 * Takes the drops of one socket from {@code udp} or {@code udp6}; see {@link UdpSockets}. Gives up
 * after so many sockets as can be looked through in no time.
 */
final class UdpDrops implements Rows {

  static final int MAX_SOCKETS = 512;

  private final InetRow inet;
  private int sockets;
  private final long inode;
  private long drops = KernelSocket.UNKNOWN;

  UdpDrops(InetRow inet, long inode) {
    this.inet = inet;
    this.inode = inode;
  }

  @Override
  public void take(Row row) {
    sockets++;
    if (inet.read(row) && inet.inode() == inode) {
      long number = UdpSockets.drops(row);
      drops = row.isMalformed() ? drops : number;
    }
  }

  @Override
  public boolean isComplete() {
    return drops != KernelSocket.UNKNOWN || sockets > MAX_SOCKETS;
  }

  long drops() {
    return drops;
  }
}
