package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** For methods that close the descriptor they are given. */
final class ArgumentCloseAdvice {

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.Argument(0) FileDescriptor socket) {
    Porteiro.closing(socket);
  }

  private ArgumentCloseAdvice() {}
}
