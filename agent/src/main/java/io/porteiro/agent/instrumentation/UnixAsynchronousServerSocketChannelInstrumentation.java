package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.nio.channels.AsynchronousChannel;
import java.util.concurrent.Future;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.UnixAsynchronousServerSocketChannelImpl}: accepts. {@code finishAccept} is
 * called with a connection in hand; when it fails it closes that connection. An accept that fails
 * at once is in the future that {@code implAccept} returns; one that fails later, or has a handler,
 * is seen in {@code PendingFuture} and {@code Invoker}.
 */
final class UnixAsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  UnixAsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.UnixAsynchronousServerSocketChannelImpl");
    weave(method("finishAccept", "java.io.FileDescriptor"), FinishAcceptAdvice.class.getName());
    weave(
        method("implAccept", "java.lang.Object", "java.nio.channels.CompletionHandler"),
        ImplAcceptAdvice.class.getName());
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

  static final class ImplAcceptAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.This AsynchronousChannel server, @Advice.Return Future<?> result) {
      Porteiro.acceptFailed(server, result);
    }

    private ImplAcceptAdvice() {}
  }
}
