package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** For methods that close the descriptor in their object's field {@code fd}. */
final class FieldCloseAdvice {

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static void enter(@Advice.FieldValue("fd") FileDescriptor socket) {
    Porteiro.closing(socket);
  }

  private FieldCloseAdvice() {}
}
