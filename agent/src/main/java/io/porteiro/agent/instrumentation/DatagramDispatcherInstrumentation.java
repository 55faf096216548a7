package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.DatagramDispatcher}: what a connected datagram channel reads and writes, each
 * call one datagram, and (up to 20) the close of every datagram channel.
 */
final class DatagramDispatcherInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";

  DatagramDispatcherInstrumentation() {
    super("sun.nio.ch.DatagramDispatcher");
    datagram("read", "received");
    datagram("readv", "received");
    datagram("write", "sent");
    datagram("writev", "sent");
    method("preClose", FD).onEntry("closing", argument(0));
    method("close", FD).onEntry("closing", argument(0));
  }

  private void datagram(String name, String event) {
    method(name, FD)
        .onEntry("datagram", argument(0), none("java.nio.channels.Channel"))
        .onReturn(event, entered(), returned("long"));
  }
}
