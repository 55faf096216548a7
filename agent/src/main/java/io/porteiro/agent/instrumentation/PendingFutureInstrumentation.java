package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.nio.channels.AsynchronousChannel;
import net.bytebuddy.asm.Advice;

/** {@code sun.nio.ch.PendingFuture}: how the future of an asynchronous accept comes to fail. */
final class PendingFutureInstrumentation extends TypeInstrumentation {

  PendingFutureInstrumentation() {
    super("sun.nio.ch.PendingFuture");
    weave(
        method("setResult", "java.lang.Object", "java.lang.Throwable"),
        ResultAdvice.class.getName());
  }

  static final class ResultAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.FieldValue("channel") AsynchronousChannel channel,
        @Advice.Argument(1) Throwable thrown) {
      Porteiro.acceptFailed(channel, thrown);
    }

    private ResultAdvice() {}
  }
}
