package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.ServerSocket}: a bind, which there includes the listen. Its accepts are seen in
 * the {@code SocketImpl}, which every subclass, TLS included, passes through. The channel's adaptor
 * overrides bind, so a channel is not seen here too.
 */
final class ServerSocketInstrumentation extends TypeInstrumentation {

  ServerSocketInstrumentation() {
    super("java.net.ServerSocket");
    method("bind", "java.net.SocketAddress", "int")
        .onExit(
            "listening", field("impl", "java.net.SocketImpl"), argument(0), argument(1), thrown());
  }
}
