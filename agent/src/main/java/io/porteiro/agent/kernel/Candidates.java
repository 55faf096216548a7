package io.porteiro.agent.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sockets of one reading that are this process's or may be. */
final class Candidates {

  private final Owners owners;
  private final List<KernelSocket> sockets = new ArrayList<>();

  Candidates(Owners owners) {
    this.owners = owners;
  }

  void tcp(InetRow row) {
    int descriptor = owners.see(row.inode());
    if (descriptor != Owners.FOREIGN) {
      sockets.add(
          KernelSocket.tcp(
              row.localAddress(), row.localPort(), row.inode(), descriptor, row.receiveQueue()));
    }
  }

  void udp(InetRow row, long drops) {
    int descriptor = owners.see(row.inode());
    if (descriptor != Owners.FOREIGN) {
      sockets.add(
          KernelSocket.udp(
              row.localAddress(),
              row.localPort(),
              row.inode(),
              descriptor,
              row.receiveQueue(),
              drops));
    }
  }

  void unix(long inode, byte[] path, int length) {
    int descriptor = owners.see(inode);
    if (descriptor != Owners.FOREIGN) {
      String text = new String(path, 0, length, StandardCharsets.UTF_8);
      sockets.add(KernelSocket.unix(text, inode, descriptor));
    }
  }

  /**
   * Those that are known to be this process's by now. A table is read page by page, and what is
   * opened or closed meanwhile can make the kernel list another socket twice.
   */
  List<KernelSocket> owned() {
    List<KernelSocket> owned = new ArrayList<>(sockets.size());
    Set<Long> inodes = new HashSet<>();
    for (KernelSocket socket : sockets) {
      int descriptor = owners.descriptor(socket.inode());
      if (descriptor >= 0 && inodes.add(socket.inode())) {
        owned.add(socket.withDescriptor(descriptor));
      }
    }
    return owned;
  }
}
