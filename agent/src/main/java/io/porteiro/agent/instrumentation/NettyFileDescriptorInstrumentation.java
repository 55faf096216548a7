package io.porteiro.agent.instrumentation;

/**
 * {@code io.netty.channel.unix.FileDescriptor}: the close of every descriptor of Netty's own, and
 * what connected sockets read and write.
 */
final class NettyFileDescriptorInstrumentation extends TypeInstrumentation {

  private final Value number = field("fd", "int");

  NettyFileDescriptorInstrumentation() {
    super("*.netty.channel.unix.FileDescriptor");
    // of two threads that close, one marks; io_uring's closes go through the ring and mark alone
    MethodInstrumentation marks =
        method("markClosed").onReturn("closing", number, returned("boolean"));
    method("close")
        .unless(marks)
        .onEntry("closing", number, self("java.lang.Object").call("isOpen", "boolean"));
    reads("read", "java.nio.ByteBuffer");
    reads("readAddress", "long");
    writes("write", "java.nio.ByteBuffer");
    writes("writeAddress", "long");
    writes("writev", "java.nio.ByteBuffer[]");
    writes("writevAddresses", "long");
  }

  private void reads(String name, String buffer) {
    method(name, buffer).onReturn("received", number, returned("long"));
  }

  private void writes(String name, String buffer) {
    method(name, buffer).onReturn("sent", number, returned("long"));
  }
}
