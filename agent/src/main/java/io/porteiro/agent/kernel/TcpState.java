package io.porteiro.agent.kernel;

/** The states of a TCP socket: include/net/tcp_states.h of the kernel. */
final class TcpState {

  static final int SYN_RECV = 3;
  static final int LISTEN = 10;

  private static final String[] NAMES = {
    "UNKNOWN",
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECV",
    "FIN_WAIT1",
    "FIN_WAIT2",
    "TIME_WAIT",
    "CLOSE",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING",
  };

  private TcpState() {}

  static String name(int state) {
    return NAMES[state < NAMES.length ? state : 0];
  }
}
