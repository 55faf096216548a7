package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.AbstractPlainSocketImpl} (8 to 17, from 13 on only when asked for): accepts and
 * closes. A close has two steps: the first gives the connection back to the operating system but
 * keeps the descriptor's number, the second, maybe much later, frees the number.
 */
final class AbstractPlainSocketImplInstrumentation extends TypeInstrumentation {

  private static final String SOCKET = "java.net.SocketImpl";

  AbstractPlainSocketImplInstrumentation() {
    super("java.net.AbstractPlainSocketImpl");
    method("accept", SOCKET)
        .onEntry("accepting", self(SOCKET))
        .onExit("accepted", entered(), argument(0), thrown());
    method("socketPreClose").onEntry("closing", field("fd", "java.io.FileDescriptor"));
    method("socketClose").onEntry("closing", field("fd", "java.io.FileDescriptor"));
  }
}
