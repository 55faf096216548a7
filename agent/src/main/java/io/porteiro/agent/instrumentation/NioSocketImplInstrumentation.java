package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.NioSocketImpl} (13 and later), what is behind {@code Socket} and {@code
 * ServerSocket}: accepts. It closes through {@code SocketDispatcher}, also when it was never closed
 * and its cleaner does it.
 */
final class NioSocketImplInstrumentation extends TypeInstrumentation {

  private static final String SOCKET = "java.net.SocketImpl";

  NioSocketImplInstrumentation() {
    super("sun.nio.ch.NioSocketImpl");
    method("accept", SOCKET)
        .onEntry("accepting", self(SOCKET))
        .onExit("accepted", entered(), argument(0), thrown());
  }
}
