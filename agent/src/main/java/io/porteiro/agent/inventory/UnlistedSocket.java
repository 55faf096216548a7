package io.porteiro.agent.inventory;

import java.net.SocketAddress;

/** A socket that does not listen yet, or a datagram socket that is not bound, in its table. */
final class UnlistedSocket {

  /** Who made it, for the listener that it may become; null when that does not matter. */
  final Owner opener;

  final boolean datagrams;

  /** What it was bound to, for a listen that does not say; null until then. */
  volatile SocketAddress requested;

  UnlistedSocket(Owner opener, boolean datagrams) {
    this.opener = opener;
    this.datagrams = datagrams;
  }
}
