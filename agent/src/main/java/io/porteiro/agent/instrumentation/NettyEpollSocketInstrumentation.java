package io.porteiro.agent.instrumentation;

/** {@code io.netty.channel.epoll.LinuxSocket}: datagrams, one or many at a time. */
final class NettyEpollSocketInstrumentation extends TypeInstrumentation {

  NettyEpollSocketInstrumentation() {
    super("*.netty.channel.epoll.LinuxSocket");
    Value number = self("java.lang.Object").call("intValue", "int");
    method("recvmsg").onEntry("unpacking", number);
    method("recvmmsg").onEntry("unpacking", number);
    method("sendmmsg").onReturn("sentPacked", number, argument(1, "int"), returned("int"));
  }
}
