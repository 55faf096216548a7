package io.porteiro.agent.kernel;

/**
 * Takes the listeners from {@code tcp} or {@code tcp6}. They come first: {@code tcp_seq_start} in
 * net/ipv4/tcp_ipv4.c walks through them before it does through the connections.
 */
final class TcpListeners implements Rows {

  private final InetRow inet;
  private final Candidates candidates;
  private final ForeignListeners foreign;
  private final long inUse;
  private long listeners;
  private boolean passed;

  /**
   * @param foreign is told of every listener
   * @param inUse how many sockets of this kind there are, or more; after so many listeners no other
   *     row is waited for, as the kernel looks for it in its whole hash table
   */
  TcpListeners(InetRow inet, Candidates candidates, ForeignListeners foreign, long inUse) {
    this.inet = inet;
    this.candidates = candidates;
    this.foreign = foreign;
    this.inUse = inUse;
  }

  @Override
  public void take(Row row) {
    if (passed || !inet.read(row)) {
      return;
    }
    int state = inet.state();
    if (state == TcpState.LISTEN) {
      listeners++;
      foreign.add(inet.inode());
      candidates.tcp(inet);
    } else {
      // kernels before 4.4 list the connections that a listener is about to establish behind it
      passed = state != TcpState.SYN_RECV;
    }
  }

  @Override
  public boolean isComplete() {
    return passed || listeners >= inUse;
  }
}
