package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.ServerSocketChannelImpl}, TCP and (16 and later) Unix-domain: binds and
 * accepts. All ways of accepting, the adaptor's too, pass the one private method that calls the
 * operating system; its name changed between 11 and 17.
 */
final class ServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";

  ServerSocketChannelInstrumentation() {
    super("sun.nio.ch.ServerSocketChannelImpl");
    weave(method("bind", "java.net.SocketAddress", "int"), ChannelBindAdvice.class.getName());
    weave(method("accept", FD, FD), AcceptAdvice.class.getName());
    weave(method("implAccept", FD, FD), AcceptAdvice.class.getName());
  }

  static final class AcceptAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) FileDescriptor server) {
      return Porteiro.accepting(server);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter Object accepting,
        @Advice.FieldValue("localAddress") SocketAddress local,
        @Advice.Argument(1) FileDescriptor connection,
        @Advice.Return int count,
        @Advice.Thrown Throwable thrown) {
      Porteiro.accepted(accepting, local, connection, count, thrown);
    }

    private AcceptAdvice() {}
  }
}
