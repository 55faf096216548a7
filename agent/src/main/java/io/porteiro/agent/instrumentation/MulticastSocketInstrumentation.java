package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.MulticastSocket} on 8: the one send that does not pass {@code DatagramSocket}'s.
 */
final class MulticastSocketInstrumentation extends TypeInstrumentation {

  MulticastSocketInstrumentation() {
    super("java.net.MulticastSocket");
    method("send", "java.net.DatagramPacket", "byte")
        .onJava8()
        .onReturn(
            "sent",
            field("impl", "java.net.DatagramSocketImpl"),
            argument(0).call("getLength", "long"));
  }
}
