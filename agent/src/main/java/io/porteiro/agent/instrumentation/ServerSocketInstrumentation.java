package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.net.SocketAddress;
import java.net.SocketImpl;
import net.bytebuddy.asm.Advice;

/**
 * {@code java.net.ServerSocket}: a bind, which there includes the listen. Its accepts are seen in
 * the {@code SocketImpl}, which every subclass, TLS included, passes through. The channel's adaptor
 * overrides bind, so a channel is not seen here too.
 */
final class ServerSocketInstrumentation extends TypeInstrumentation {

  ServerSocketInstrumentation() {
    super("java.net.ServerSocket");
    weave(method("bind", "java.net.SocketAddress", "int"), BindAdvice.class.getName());
  }

  static final class BindAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("impl") SocketImpl impl,
        @Advice.Argument(0) SocketAddress requested,
        @Advice.Argument(1) int backlog,
        @Advice.Thrown Throwable thrown) {
      Porteiro.listening(impl, requested, backlog, thrown);
    }

    private BindAdvice() {}
  }
}
