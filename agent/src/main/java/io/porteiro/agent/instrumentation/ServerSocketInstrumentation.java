package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.ServerSocket}: a bind, which there includes the listen, before and after. Its
 * accepts are seen in the {@code SocketImpl}, which every subclass, TLS included, passes through.
 * The channel's adaptor overrides bind, so a channel is not seen here too.
 */
final class ServerSocketInstrumentation extends TypeInstrumentation {

  ServerSocketInstrumentation() {
    super("java.net.ServerSocket");
    method("bind", "java.net.SocketAddress", "int")
        .onEntry("binding", self("java.net.ServerSocket"), argument(0))
        .onExit(
            "listening", field("impl", "java.net.SocketImpl"), argument(0), argument(1), thrown());
  }
}
