package io.porteiro.agent.kernel;

import java.util.Collections;
import java.util.List;

/** One reading of the kernel's tables. Immutable. */
public final class KernelTable {

  private final List<KernelSocket> sockets;
  private final String unavailable;

  KernelTable(List<KernelSocket> sockets, String unavailable) {
    this.sockets = Collections.unmodifiableList(sockets);
    this.unavailable = unavailable;
  }

  /** Listening TCP and Unix-domain sockets and UDP sockets of this process, each once. */
  public List<KernelSocket> sockets() {
    return sockets;
  }

  /**
   * Null, or one sentence that says what could not be read and why. Then there may be sockets that
   * are not in the table.
   */
  public String unavailable() {
    return unavailable;
  }
}
