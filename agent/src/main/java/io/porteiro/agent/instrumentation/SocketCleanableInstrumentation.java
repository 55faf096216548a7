package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.SocketCleanable} (9 to 17, beside {@code AbstractPlainSocketImpl}): closes what
 * was collected without having been closed.
 */
final class SocketCleanableInstrumentation extends TypeInstrumentation {

  SocketCleanableInstrumentation() {
    super("java.net.SocketCleanable");
    method("performCleanup").onEntry("closing", field("fd", "int"));
  }
}
