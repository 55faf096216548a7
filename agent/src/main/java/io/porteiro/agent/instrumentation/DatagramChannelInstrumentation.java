package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.DatagramChannelImpl}, which from 15 on is also behind {@code DatagramSocket}:
 * who makes it, binds, explicit and implied, and datagrams with an address. What a connected
 * channel reads and writes passes {@code DatagramDispatcher}.
 */
final class DatagramChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";
  private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
  private static final String FAMILY = "java.net.ProtocolFamily";
  private static final String ADDRESS = "java.net.SocketAddress";
  private static final String CHANNEL = "java.nio.channels.Channel";

  DatagramChannelInstrumentation() {
    super("sun.nio.ch.DatagramChannelImpl");
    MethodInstrumentation interruptible =
        constructor(PROVIDER, FAMILY, "boolean").onReturn("opened", field("fd", FD), argument(2));
    opens(PROVIDER, FAMILY).unless(interruptible);
    opens(PROVIDER).unless(interruptible);
    bind("bindInternal");
    // 8 binds in the public method alone, and leaves implied binds to the operating system
    binding(bind("bind").onJava8());
    binding(method("bind", ADDRESS));
    method("connect", ADDRESS).onJava8().onReturn("bound", field("fd", FD), self(CHANNEL));
    method("receiveIntoNativeBuffer")
        .onEntry("datagram", field("fd", FD), self(CHANNEL))
        .onReturn("received", entered(), returned("long"));
    method("sendFromNativeBuffer")
        .onEntry("datagram", field("fd", FD), self(CHANNEL))
        .onReturn("sent", entered(), field("fd", FD), self(CHANNEL), returned("long"));
  }

  private MethodInstrumentation opens(String... parameterTypes) {
    return constructor(parameterTypes).onReturn("opened", field("fd", FD));
  }

  /** What the application asks for; an implied bind is not refused. */
  private static void binding(MethodInstrumentation bind) {
    bind.onEntry(
        "datagramBinding",
        field("fd", FD),
        self(CHANNEL),
        field("localAddress", ADDRESS),
        argument(0));
  }

  private MethodInstrumentation bind(String name) {
    return method(name, ADDRESS)
        .onExit(
            "datagramBound",
            field("fd", FD),
            field("localAddress", ADDRESS),
            argument(0),
            thrown());
  }
}
