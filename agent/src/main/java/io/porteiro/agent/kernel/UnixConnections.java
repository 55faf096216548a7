package io.porteiro.agent.kernel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Takes this process's accepted connections from {@code unix}: those that are connected and have a
 * path, which they share with their listener. A path that has a line feed is not recognised.
 */
final class UnixConnections implements Rows {

  private final UnixRow unix = new UnixRow();
  private final byte[] path = new byte[UnixListeners.MAX_PATH];
  private final Map<Long, Integer> descriptors;
  private final List<KernelSocket> connections;

  UnixConnections(Map<Long, Integer> descriptors, List<KernelSocket> connections) {
    this.descriptors = descriptors;
    this.connections = connections;
  }

  @Override
  public void take(Row row) {
    if (!unix.read(row) || !unix.isConnected() || row.isAtEnd()) {
      return;
    }
    Integer descriptor = descriptors.remove(unix.inode());
    if (descriptor != null) {
      String text = new String(path, 0, row.rest(path, 0), StandardCharsets.UTF_8);
      connections.add(KernelSocket.unix(text, unix.inode(), descriptor));
    }
  }

  @Override
  public boolean isComplete() {
    return false;
  }
}
