package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.UnixAsynchronousServerSocketChannelImpl}: accepts. The method is called with a
 * connection in hand; when it fails it closes that connection.
 */
final class UnixAsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  UnixAsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.UnixAsynchronousServerSocketChannelImpl");
    weave(method("finishAccept", "java.io.FileDescriptor"), FinishAcceptAdvice.class.getName());
  }

  static final class FinishAcceptAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.FieldValue("fd") FileDescriptor server,
        @Advice.Argument(0) FileDescriptor connection) {
      Porteiro.accepted(Porteiro.accepting(server), null, connection, 1, null);
    }

    private FinishAcceptAdvice() {}
  }
}
