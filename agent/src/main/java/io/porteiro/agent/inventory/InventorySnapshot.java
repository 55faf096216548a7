package io.porteiro.agent.inventory;

import java.util.Collections;
import java.util.List;

/** The whole inventory at one moment. Immutable; all that a view needs to know. */
public final class InventorySnapshot {

  private final List<PortSnapshot> ports;
  private final List<PortSnapshot> bounded;
  private final long folded;
  private final String kernelUnavailable;

  InventorySnapshot(
      List<PortSnapshot> ports, List<PortSnapshot> bounded, long folded, String kernelUnavailable) {
    this.ports = Collections.unmodifiableList(ports);
    this.bounded = Collections.unmodifiableList(bounded);
    this.folded = folded;
    this.kernelUnavailable = kernelUnavailable;
  }

  /** Every port. */
  public List<PortSnapshot> ports() {
    return ports;
  }

  /** The port of this protocol (as in service files) and label; null when there is none. */
  public PortSnapshot port(String protocol, String label) {
    for (PortSnapshot port : ports) {
      if (port.protocol().label().equals(protocol) && port.port().equals(label)) {
        return port;
      }
    }
    return null;
  }

  /** At most as many ports as the cap allows, those beyond it together as {@code other}. */
  public List<PortSnapshot> bounded() {
    return bounded;
  }

  /** How many ports went into {@code other} so far. */
  public long folded() {
    return folded;
  }

  /**
   * Null when the operating system's own list of sockets was read, or one sentence that says what
   * of it could not be read and why: there may be listeners that are not in this snapshot.
   */
  public String kernelUnavailable() {
    return kernelUnavailable;
  }
}
