package io.porteiro.agent.instrumentation;

import java.util.Arrays;

/**
 * {@code io.netty.channel.unix.Socket}, the socket of the epoll and kqueue transports and, but for
 * accepts and datagrams, of io_uring's.
 */
final class NettySocketInstrumentation extends TypeInstrumentation {

  private static final String BUFFER = "java.nio.ByteBuffer";
  private static final String ADDRESS = "java.net.InetAddress";

  private final Value number = field("fd", "int");

  NettySocketInstrumentation() {
    super("*.netty.channel.unix.Socket");
    method("newSocketStream0", "boolean").onReturn("opened", returned("int"));
    method("newSocketDomain0").onReturn("opened", returned("int"));
    method("newSocketDgram0", "boolean").onReturn("datagramOpened", returned("int"));
    method("bind", "java.net.SocketAddress")
        .onEntry("binding", number, argument(0))
        .onExit("bound", number, argument(0), thrown());
    method("connect", "java.net.SocketAddress").onReturn("connected", number);
    method("listen", "int")
        .onEntry("binding", number)
        .onExit("listening", number, argument(0), thrown());
    method("accept", "byte[]")
        .onEntry("accepting", number)
        .onExit("accepted", entered(), returned("int"), thrown());
    receives("recv", BUFFER, "long");
    receives("recvAddress", "long", "long");
    receives("recvFrom", BUFFER, "java.net.SocketAddress");
    receives("recvFromAddress", "long", "java.net.SocketAddress");
    sends("send", BUFFER);
    sends("sendAddress", "long");
    sendsTo("sendTo", BUFFER, "int", "int", ADDRESS, "int", "boolean");
    sendsTo("sendToAddress", "long", "int", "int", ADDRESS, "int", "boolean");
    sendsTo("sendToAddresses", "long", "int", ADDRESS, "int", "boolean");
  }

  private void receives(String name, String buffer, String result) {
    method(name, buffer).onReturn("received", number, returned(result));
  }

  private MethodInstrumentation sends(String name, String... parameterTypes) {
    return method(name, parameterTypes).onReturn("sent", number, returned("long"));
  }

  /** One that says whether it may open a connection too; older versions lack it. */
  private void sendsTo(String name, String... parameterTypes) {
    MethodInstrumentation newer = sends(name, parameterTypes);
    sends(name, Arrays.copyOf(parameterTypes, parameterTypes.length - 1)).unless(newer);
  }
}
