package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.DatagramSocket} on 8: sends, whose implementation below is native there. Later
 * versions send through {@code AbstractPlainDatagramSocketImpl} or, from 15 on, a channel.
 */
final class DatagramSocketInstrumentation extends TypeInstrumentation {

  DatagramSocketInstrumentation() {
    super("java.net.DatagramSocket");
    method("send", "java.net.DatagramPacket")
        .onJava8()
        .onReturn(
            "sent",
            field("impl", "java.net.DatagramSocketImpl"),
            argument(0).call("getLength", "long"));
  }
}
