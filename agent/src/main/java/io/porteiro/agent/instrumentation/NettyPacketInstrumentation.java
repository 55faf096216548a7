package io.porteiro.agent.instrumentation;

/**
 * {@code NativeDatagramPacket} of {@code io.netty.channel.epoll}: a datagram that the operating
 * system has filled in.
 */
final class NettyPacketInstrumentation extends TypeInstrumentation {

  NettyPacketInstrumentation() {
    super("*.netty.channel.epoll.NativeDatagramPacketArray$NativeDatagramPacket");
    method("newDatagramPacket")
        .onEntry("unpacked", field("count", "int"), fieldOrZero("segmentSize", "int"));
  }
}
