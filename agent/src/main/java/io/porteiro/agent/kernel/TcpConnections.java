package io.porteiro.agent.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes this process's connections of one local port, or all, from {@code tcp} or {@code tcp6}.
 * Those that wait to be accepted, and those in TIME_WAIT, are no process's: their inode is 0.
 */
final class TcpConnections implements Rows {

  /** In place of a port: connections of all ports. */
  static final int ANY_PORT = 0;

  private final InetRow inet;
  private final int port;
  private final Map<Long, Integer> descriptors;
  private final List<KernelConnection> connections = new ArrayList<>();

  /**
   * @param descriptors this process's, by the inodes of their sockets; of what is taken, removed:
   *     the kernel may list a connection twice when others come and go
   */
  TcpConnections(InetRow inet, int port, Map<Long, Integer> descriptors) {
    this.inet = inet;
    this.port = port;
    this.descriptors = descriptors;
  }

  @Override
  public void take(Row row) {
    if (inet.read(row)
        && (port == ANY_PORT || inet.localPort() == port)
        && inet.state() != TcpState.LISTEN) {
      Integer descriptor = descriptors.remove(inet.inode());
      if (descriptor != null) {
        connections.add(new KernelConnection(inet, descriptor));
      }
    }
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  List<KernelConnection> connections() {
    return connections;
  }
}
