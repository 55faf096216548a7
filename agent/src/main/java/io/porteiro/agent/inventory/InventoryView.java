package io.porteiro.agent.inventory;

import java.util.List;

/** What a view asks of the inventory. On threads that may read files and wait for a moment. */
public interface InventoryView {

  /**
   * What is open and was counted by now. Reads the operating system's list of sockets, at most once
   * a second, and the files of services, for names that are new.
   */
  InventorySnapshot snapshot();

  /**
   * Likewise of one port, such as {@code tcp} and {@code 513}, or {@code other}; null when there is
   * none.
   */
  PortSnapshot snapshot(String protocol, String port);

  /** Reads the operating system's list of sockets, unless that was done less than a second ago. */
  void reconcile();

  /** How many ports have come or gone so far: while it is the same, so are the ports. */
  int portChanges();

  /** What a port is registered for, or an empty string. */
  String service(String protocol, String port);

  /**
   * The open connections of a port, such as {@code tcp} and {@code 513}; none where the operating
   * system does not tell them, and of a port that is not known. Reads its whole table of
   * connections.
   */
  List<PeerSnapshot> peers(String protocol, String port);
}
