package io.porteiro.agent.kernel;

import java.net.InetAddress;

/**
 * One listening TCP or Unix-domain socket, or one UDP socket with a port, as the kernel has it.
 * Immutable.
 */
public final class KernelSocket {

  /** Stands for a number that the kernel does not tell. */
  public static final long UNKNOWN = -1;

  private final String protocol;
  private final InetAddress address;
  private final int port;
  private final String path;
  private final long inode;
  private final int descriptor;
  private final long queue;
  private final long drops;

  private KernelSocket(
      String protocol,
      InetAddress address,
      int port,
      String path,
      long inode,
      int descriptor,
      long queue,
      long drops) {
    this.protocol = protocol;
    this.address = address;
    this.port = port;
    this.path = path;
    this.inode = inode;
    this.descriptor = descriptor;
    this.queue = queue;
    this.drops = drops;
  }

  static KernelSocket tcp(InetAddress address, int port, long inode, int descriptor, long queue) {
    return new KernelSocket("tcp", address, port, null, inode, descriptor, queue, UNKNOWN);
  }

  static KernelSocket udp(
      InetAddress address, int port, long inode, int descriptor, long queue, long drops) {
    return new KernelSocket("udp", address, port, null, inode, descriptor, queue, drops);
  }

  static KernelSocket unix(String path, long inode, int descriptor) {
    return new KernelSocket("unix", null, 0, path, inode, descriptor, UNKNOWN, UNKNOWN);
  }

  KernelSocket withDescriptor(int number) {
    return number == descriptor
        ? this
        : new KernelSocket(protocol, address, port, path, inode, number, queue, drops);
  }

  /** {@code tcp}, {@code udp} or {@code unix}. */
  public String protocol() {
    return protocol;
  }

  /**
   * The local address; null for {@code unix}. The wildcard of an IPv6 socket is {@code ::}, whether
   * or not it takes IPv4 as well: the kernel does not tell. An IPv4-mapped address is the IPv4
   * address. No address has a scope, which the kernel does not tell either.
   */
  public InetAddress address() {
    return address;
  }

  /** The local port; 0 for {@code unix}. */
  public int port() {
    return port;
  }

  /**
   * The path as it was bound, relative ones too, or {@code @} and an abstract name in which each
   * NUL is {@code @} as well; empty when the socket has no name, null unless it is {@code unix}.
   */
  public String path() {
    return path;
  }

  /** The number of the socket's inode: its identity as long as it is open. */
  public long inode() {
    return inode;
  }

  /** The lowest of this process's file descriptors for it. */
  public int descriptor() {
    return descriptor;
  }

  /**
   * For {@code tcp} how many connections are established and wait to be accepted; for {@code udp}
   * how many bytes of the receive buffer are taken, the kernel's own included; for {@code unix}
   * {@link #UNKNOWN}.
   */
  public long queue() {
    return queue;
  }

  /**
   * How many datagrams the kernel dropped on this {@code udp} socket, modulo 2 to the 32nd; {@link
   * #UNKNOWN} for others.
   */
  public long drops() {
    return drops;
  }
}
