package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.ServerSocketChannelImpl}, TCP and (16 and later) Unix-domain: who makes it,
 * binds and accepts. All ways of accepting, the adaptor's too, pass the one private method that
 * calls the operating system; its name changed between 11 and 17.
 */
final class ServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";
  private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
  private static final String FAMILY = "java.net.ProtocolFamily";
  private static final String ADDRESS = "java.net.SocketAddress";

  ServerSocketChannelInstrumentation() {
    super("sun.nio.ch.ServerSocketChannelImpl");
    MethodInstrumentation withFamily = opens(PROVIDER, FAMILY);
    opens(PROVIDER).unless(withFamily);
    method("bind", ADDRESS, "int")
        .onEntry(
            "binding",
            field("fd", FD),
            self("java.nio.channels.Channel"),
            fieldOrZero("family", "java.net.ProtocolFamily"),
            field("localAddress", ADDRESS),
            argument(0))
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

  private MethodInstrumentation opens(String... parameterTypes) {
    return constructor(parameterTypes).onReturn("opened", field("fd", FD));
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
