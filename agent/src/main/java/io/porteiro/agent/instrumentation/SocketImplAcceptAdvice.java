package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.net.SocketImpl;
import net.bytebuddy.asm.Advice;

/** For {@code accept(SocketImpl)} of the JDK's own socket implementations. */
final class SocketImplAcceptAdvice {

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static Object enter(@Advice.This SocketImpl server) {
    return Porteiro.accepting(server);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter Object accepting,
      @Advice.Argument(0) SocketImpl connection,
      @Advice.Thrown Throwable thrown) {
    Porteiro.accepted(accepting, connection, thrown);
  }

  private SocketImplAcceptAdvice() {}
}
