package io.porteiro.agent.kernel;

/**
 * The columns of {@code unix} but for the path: {@code Num: RefCount Protocol Flags Type St Inode
 * Path}, as {@code unix_seq_show} in net/unix/af_unix.c prints them. Used over and over.
 */
final class UnixRow {

  /** __SO_ACCEPTCON of include/linux/net.h. */
  private static final long ACCEPTS = 0x10000;

  /** SS_CONNECTED of include/uapi/linux/net.h. */
  private static final long CONNECTED = 3;

  private long flags;
  private long state;
  private long inode;

  /** Reads the columns and leaves the cursor at the path; false if this is no such row. */
  boolean read(Row row) {
    row.passField(':');
    row.pass(' ');
    row.hex(8);
    row.pass(' ');
    row.hex(8);
    row.pass(' ');
    flags = row.hex(8);
    row.pass(' ');
    row.hex(4);
    row.pass(' ');
    state = row.hex(2);
    row.pass(' ');
    inode = row.decimal();
    if (!row.isAtEnd()) {
      row.pass(' ');
    }
    return !row.isMalformed();
  }

  boolean isListener() {
    return (flags & ACCEPTS) != 0;
  }

  boolean isConnected() {
    return state == CONNECTED;
  }

  long inode() {
    return inode;
  }
}
