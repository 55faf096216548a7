package io.porteiro.agent.instrumentation;

/** {@code sun.nio.ch.AsynchronousServerSocketChannelImpl}: binds. */
final class AsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String ADDRESS = "java.net.SocketAddress";

  AsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.AsynchronousServerSocketChannelImpl");
    method("bind", ADDRESS, "int")
        .onExit(
            "listening",
            field("fd", "java.io.FileDescriptor"),
            field("localAddress", ADDRESS),
            argument(0),
            argument(1),
            thrown());
  }
}
