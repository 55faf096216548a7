package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelSockets;
import java.io.File;

/** A system that tells nothing of its sockets. */
final class NoKernel {

  static final KernelSockets SOCKETS = new KernelSockets(new File("/nonexistent"));

  private NoKernel() {}
}
