package io.porteiro.agent.kernel;

import java.net.InetAddress;

/** One TCP connection of this process as the kernel has it. Immutable. */
public final class KernelConnection {

  private final InetAddress localAddress;
  private final int localPort;
  private final InetAddress peerAddress;
  private final int peerPort;
  private final String state;
  private final long sendQueue;
  private final long receiveQueue;
  private final long inode;
  private final int descriptor;

  KernelConnection(InetRow row, int descriptor) {
    localAddress = row.localAddress();
    localPort = row.localPort();
    peerAddress = row.peerAddress();
    peerPort = row.peerPort();
    state = TcpState.name(row.state());
    sendQueue = row.sendQueue();
    receiveQueue = row.receiveQueue();
    inode = row.inode();
    this.descriptor = descriptor;
  }

  /** The local address, with the limits of {@link KernelSocket#address}. */
  public InetAddress localAddress() {
    return localAddress;
  }

  /** The local port. */
  public int localPort() {
    return localPort;
  }

  /** The other end's address. */
  public InetAddress peerAddress() {
    return peerAddress;
  }

  /** The other end's port. */
  public int peerPort() {
    return peerPort;
  }

  /** {@code ESTABLISHED}, {@code CLOSE_WAIT} and so on, as the kernel's tcp_states.h has it. */
  public String state() {
    return state;
  }

  /** How many bytes were sent that the other end has not acknowledged, those yet to go included. */
  public long sendQueue() {
    return sendQueue;
  }

  /** How many bytes came that the application has not read. */
  public long receiveQueue() {
    return receiveQueue;
  }

  /** The number of the socket's inode. */
  public long inode() {
    return inode;
  }

  /** The lowest of this process's file descriptors for it. */
  public int descriptor() {
    return descriptor;
  }
}
