package io.porteiro.agent.instrumentation;

/** {@code sun.nio.ch.AsynchronousServerSocketChannelImpl}: binds. */
final class AsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";
  private static final String ADDRESS = "java.net.SocketAddress";

  AsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.AsynchronousServerSocketChannelImpl");
    method("bind", ADDRESS, "int")
        .onEntry(
            "binding",
            field("fd", FD),
            self("java.nio.channels.Channel"),
            none("java.net.ProtocolFamily"),
            field("localAddress", ADDRESS),
            argument(0))
        .onExit(
            "listening",
            field("fd", FD),
            field("localAddress", ADDRESS),
            argument(0),
            argument(1),
            thrown());
  }
}
