package io.porteiro.agent.inventory;

import java.net.InetAddress;

/** What the operating system said last of one listening (or bound datagram) socket. */
final class KernelFigures {

  private static final long UNSIGNED_INT = 0xffffffffL;

  private int descriptor;
  private InetAddress address;
  private long inode;
  private long queue;
  private int limit;
  private long drops;
  private int missed;

  KernelFigures(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The number of its file descriptor; of several the one that the hooks know. */
  synchronized int descriptor() {
    return descriptor;
  }

  synchronized void descriptor(int number) {
    descriptor = number;
  }

  /** The number of the socket's inode; 0 until the kernel was asked. */
  synchronized long inode() {
    return inode;
  }

  /** The kernel has the socket. */
  synchronized void seen(long inode, long queue) {
    this.inode = inode;
    this.queue = queue;
    missed = 0;
  }

  /** Whether the kernel has another address for it than the last time. */
  synchronized boolean isNews(InetAddress now) {
    boolean news = now != null && !now.equals(address);
    address = now;
    return news;
  }

  /** The kernel's tables do not have it; returns how many times in a row. */
  synchronized int missed() {
    return ++missed;
  }

  /** Connections (or, for datagrams, bytes) that waited at the last reading. */
  synchronized long queue() {
    return queue;
  }

  /**
   * How many connections may wait, or {@link Listener#UNKNOWN}: the smaller of both, as listen(2)
   * has it, with the system's limit as it was when this was first asked.
   */
  synchronized int limit(int backlog, int somaxconn) {
    if (backlog != Listener.UNKNOWN && limit == 0) {
      limit = Math.max(1, Math.min(backlog, somaxconn));
    }
    return backlog == Listener.UNKNOWN ? Listener.UNKNOWN : limit;
  }

  /**
   * Takes the number of drops that the kernel counts for this socket, modulo 2 to the 32nd; returns
   * how many are new.
   */
  synchronized long dropped(long total) {
    long more = total - drops & UNSIGNED_INT;
    if (more > Integer.MAX_VALUE) {
      // two threads asked, and the one that asked first comes last
      return 0;
    }
    drops = total;
    return more;
  }
}
