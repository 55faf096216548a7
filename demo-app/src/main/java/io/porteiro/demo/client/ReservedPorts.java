package io.porteiro.demo.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ports below 1024, which on most systems only a privileged program may bind.
 *
 * <p>A BSD rlogin client binds one of 512 to 1023, from the top, and rlogind refuses clients that
 * do not: the port vouches for the client being the system's own. It is also what tells two clients
 * on one host apart.
 */
public final class ReservedPorts {

  /** The ports that the demo's login clients try, in this order. */
  static final List<Integer> FOR_CLIENTS = List.of(1023, 1022);

  /** Neighbours of 513 that the demo has no use for, to see what binding one of them gives. */
  private static final int FIRST_PROBE = 514;

  private static final int LAST_PROBE = 521;

  private ReservedPorts() {}

  /**
   * Whether this program may not bind reserved ports on a local address.
   *
   * <p>An error message would tell "not allowed" from "in use", but in the language of the system.
   * So this tries several ports, which will not all be in use. It binds without listening.
   */
  public static boolean denied(InetAddress address) {
    return canBind(address, 0)
        && IntStream.rangeClosed(FIRST_PROBE, LAST_PROBE).noneMatch(port -> canBind(address, port));
  }

  private static boolean canBind(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
