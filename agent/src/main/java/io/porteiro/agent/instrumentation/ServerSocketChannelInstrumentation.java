package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.ServerSocketChannelImpl}, TCP and (16 and later) Unix-domain: binds and
 * accepts. All ways of accepting, the adaptor's too, pass the one private method that calls the
 * operating system; its name changed between 11 and 17.
 */
final class ServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";
  private static final String ADDRESS = "java.net.SocketAddress";

  ServerSocketChannelInstrumentation() {
    super("sun.nio.ch.ServerSocketChannelImpl");
    method("bind", ADDRESS, "int")
        .onExit(
            "listening",
            field("fd", FD),
            field("localAddress", ADDRESS),
            argument(0),
            argument(1),
            thrown());
    accept("accept");
    accept("implAccept");
  }

  private void accept(String name) {
    method(name, FD, FD)
        .onEntry("accepting", argument(0))
        .onExit(
            "accepted",
            entered(),
            field("localAddress", ADDRESS),
            argument(1),
            returned("int"),
            thrown());
  }
}
