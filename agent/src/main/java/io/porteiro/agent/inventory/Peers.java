package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelConnection;
import io.porteiro.agent.kernel.KernelSockets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who is at the other end: the kernel's connections, joined with what the hooks know of them. */
final class Peers {

  private final DescriptorTable descriptors;
  private final KernelSockets kernel;

  Peers(DescriptorTable descriptors, KernelSockets kernel) {
    this.descriptors = descriptors;
    this.kernel = kernel;
  }

  /** Of a TCP port; of others the kernel does not tell. */
  List<PeerSnapshot> of(Port port) {
    int number = port.protocol == Protocol.TCP ? number(port.label) : 0;
    if (number == 0) {
      return Collections.emptyList();
    }
    List<PeerSnapshot> peers = new ArrayList<>();
    for (KernelConnection connection : kernel.connections(number)) {
      peers.add(new PeerSnapshot(connection, sinceMillis(connection.descriptor(), port)));
    }
    return peers;
  }

  private static int number(String label) {
    try {
      return Integer.parseInt(label);
    } catch (NumberFormatException notNumbered) {
      return 0;
    }
  }

  private long sinceMillis(int descriptor, Port port) {
    if (descriptors.get(descriptor) != port.connections) {
      return 0;
    }
    long nanosOpen = System.nanoTime() - descriptors.nanos(descriptor);
    return System.currentTimeMillis() - nanosOpen / 1_000_000;
  }
}
