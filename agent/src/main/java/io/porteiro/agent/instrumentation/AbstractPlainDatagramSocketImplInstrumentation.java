package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.AbstractPlainDatagramSocketImpl} (8 to 17, from 15 on only when asked for):
 * binds, receives, sends (native and seen elsewhere on 8) and closes of {@code DatagramSocket}.
 */
final class AbstractPlainDatagramSocketImplInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";

  AbstractPlainDatagramSocketImplInstrumentation() {
    super("java.net.AbstractPlainDatagramSocketImpl");
    method("bind", "int", "java.net.InetAddress")
        .onEntry("datagramBinding", field("fd", FD), argument(0), argument(1))
        .onExit("datagramBound", field("fd", FD), argument(0), argument(1), thrown());
    datagram("receive", "received");
    datagram("send", "sent");
    method("close").onEntry("closing", field("fd", FD));
  }

  private void datagram(String name, String event) {
    method(name, "java.net.DatagramPacket")
        .onEntry("datagram", field("fd", FD), none("java.nio.channels.Channel"))
        .onReturn(event, entered(), argument(0).call("getLength", "long"));
  }
}
