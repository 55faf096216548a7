package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.DatagramSocket}: binds before they happen, as up to 14 it closes a socket whose
 * implementation refuses, and on 8 sends, whose implementation below is native there. Later
 * versions send through {@code AbstractPlainDatagramSocketImpl} or, from 15 on, a channel.
 */
final class DatagramSocketInstrumentation extends TypeInstrumentation {

  DatagramSocketInstrumentation() {
    super("java.net.DatagramSocket");
    method("bind", "java.net.SocketAddress")
        .onEntry("binding", self("java.net.DatagramSocket"), argument(0));
    method("send", "java.net.DatagramPacket")
        .onJava8()
        .onReturn(
            "sent",
            field("impl", "java.net.DatagramSocketImpl"),
            argument(0).call("getLength", "long"));
  }
}
