package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.nio.channels.AsynchronousChannel;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.Invoker}: how the handler of an asynchronous accept is told that it failed,
 * which no method's exception shows.
 */
final class InvokerInstrumentation extends TypeInstrumentation {

  private static final String CHANNEL = "java.nio.channels.AsynchronousChannel";

  InvokerInstrumentation() {
    super("sun.nio.ch.Invoker");
    weave(method("invoke", CHANNEL), InvokeAdvice.class.getName());
    weave(method("invokeIndirectly", CHANNEL), InvokeAdvice.class.getName());
  }

  static final class InvokeAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Argument(0) AsynchronousChannel channel, @Advice.Argument(4) Throwable thrown) {
      Porteiro.acceptFailed(channel, thrown);
    }

    private InvokeAdvice() {}
  }
}
