package io.porteiro.agent.instrumentation;

/**
 * {@code io.netty.channel.epoll.NativeDatagramPacketArray}, where datagrams are packed that go to
 * the operating system together: the one place that knows how long each is.
 */
final class NettyPacketArrayInstrumentation extends TypeInstrumentation {

  private static final String BUFFER = "*.netty.buffer.ByteBuf";

  NettyPacketArrayInstrumentation() {
    super("*.netty.channel.epoll.NativeDatagramPacketArray");
    method("clear").onEntry("packing");
    method("add0", BUFFER, "int", "int", "int")
        .onReturn("packed", argument(2), argument(3), returned("boolean"));
    // before segmentation offload
    method("add0", BUFFER, "int", "int", "java.net.InetSocketAddress")
        .onReturn("packed", argument(2), number(0), returned("boolean"));
  }
}
