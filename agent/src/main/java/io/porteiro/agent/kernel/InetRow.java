package io.porteiro.agent.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The columns that {@code tcp}, {@code tcp6}, {@code udp} and {@code udp6} have in common: {@code
 * sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode}, as {@code
 * get_tcp4_sock} in net/ipv4/tcp_ipv4.c and its like print them. Used over and over; allocates only
 * the addresses that are asked for.
 */
final class InetRow {

  private static final int IPV4 = 4;
  private static final int IPV6 = 16;

  private final boolean littleEndian;
  private final byte[] local = new byte[IPV6];
  private final byte[] peer = new byte[IPV6];
  private int length;
  private int localPort;
  private int peerPort;
  private int state;
  private long sendQueue;
  private long receiveQueue;
  private long inode;

  InetRow(ByteOrder order) {
    littleEndian = order == ByteOrder.LITTLE_ENDIAN;
  }

  /** Reads the columns and leaves the cursor behind the last; false if this is no such row. */
  boolean read(Row row) {
    row.passField();
    length = address(row, local);
    localPort = port(row);
    if (address(row, peer) != length) {
      return false;
    }
    peerPort = port(row);
    row.passBlanks();
    state = (int) row.hex(2);
    row.passBlanks();
    sendQueue = row.hex(8);
    row.pass(':');
    receiveQueue = row.hex(8);
    row.passField();
    row.passField();
    row.passField();
    row.passField();
    inode = row.decimal();
    return !row.isMalformed() && length > 0;
  }

  /** A word of an address is printed as a number: its bytes are in the machine's order. */
  private int address(Row row, byte[] bytes) {
    row.passBlanks();
    int count = 0;
    while (count < IPV6 && !row.isMalformed() && !row.isAt(':')) {
      long word = row.hex(8);
      for (int i = 0; i < 4; i++) {
        int shift = littleEndian ? 8 * i : 24 - 8 * i;
        bytes[count + i] = (byte) (word >> shift);
      }
      count += 4;
    }
    return count == IPV4 || count == IPV6 ? count : 0;
  }

  private static int port(Row row) {
    row.pass(':');
    return (int) row.hex(4);
  }

  InetAddress localAddress() {
    return address(local);
  }

  InetAddress peerAddress() {
    return address(peer);
  }

  /** Makes an IPv4 address of an IPv4-mapped one, as getByAddress does. */
  private InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(Arrays.copyOf(bytes, length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  int localPort() {
    return localPort;
  }

  int peerPort() {
    return peerPort;
  }

  int state() {
    return state;
  }

  long sendQueue() {
    return sendQueue;
  }

  long receiveQueue() {
    return receiveQueue;
  }

  long inode() {
    return inode;
  }
}
