package io.porteiro.benchmarks;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
import io.porteiro.agent.inventory.Inventory;
import io.porteiro.agent.inventory.PortSnapshot;
import io.porteiro.agent.inventory.SocketEventRecorder;
import io.porteiro.agent.kernel.KernelSockets;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The agent's counting without the weaving. A benchmark that counted nothing, or ran into errors
 * that the facade swallows, measured something else: closing this says so.
 */
final class Recorder {

  private final Inventory inventory;

  private Recorder(Inventory inventory) {
    this.inventory = inventory;
  }

  /** Counts from here on. */
  static Recorder start(boolean histogram) {
    Inventory inventory = new Inventory(256, histogram, ports -> Map.of(), new KernelSockets());
    Porteiro.tell(new SocketEventRecorder(inventory, () -> false));
    return new Recorder(inventory);
  }

  /** Counts no more; throws if {@code count} is 0 for all ports together. */
  void stop(ToLongFunction<PortSnapshot> count) {
    Porteiro.tell(null);
    if (AgentErrors.last() != null) {
      throw new IllegalStateException(
          "swallowed: " + AgentErrors.counts() + ": " + AgentErrors.last());
    }
    if (inventory.snapshot().ports().stream().mapToLong(count).sum() == 0) {
      throw new IllegalStateException("nothing was counted");
    }
  }
}
