package io.porteiro.agent.inventory;

/**
 * Finds who had Netty make a socket, given the classes on the stack from the nearest on. Netty
 * binds on a thread of its own, where nobody else is on the stack, but it makes its channels on the
 * thread of whoever calls its bootstrap.
 */
final class NettyOpener {

  /** What follows {@code netty.} in Netty's own packages, as opposed to those that build on it. */
  private static final String[] PACKAGES = {
    "bootstrap.", "channel.", "util.", "handler.", "resolver.", "buffer.", "incubator.",
  };

  private boolean netty;
  private boolean channel;
  private Class<?> opener;

  /** Takes the next class that is not the JDK's; says whether the search is over. */
  boolean ends(Class<?> type) {
    String name = type.getName();
    if (!isNetty(name)) {
      opener = netty ? type : null;
      return true;
    }
    netty = true;
    if (channel || !name.endsWith("Channel")) {
      return false;
    }
    channel = true;
    // the many sockets that connect somewhere end it here
    return !name.endsWith("DatagramChannel") && name.indexOf("Server", name.lastIndexOf('.')) < 0;
  }

  /** Null when Netty was not the nearest, or for a socket that is to be connected. */
  Class<?> opener() {
    return opener;
  }

  /** Whether a class of that name is Netty's, in whatever package Netty was moved to. */
  static boolean isNetty(String className) {
    for (int i = className.indexOf("netty."); i >= 0; i = className.indexOf("netty.", i + 1)) {
      if (i == 0 || className.charAt(i - 1) == '.') {
        for (String name : PACKAGES) {
          if (className.startsWith(name, i + "netty.".length())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
