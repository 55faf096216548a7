package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;

/** For {@code bind(SocketAddress, int)} of the server channels, which includes the listen. */
final class ChannelBindAdvice {

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.FieldValue("fd") FileDescriptor socket,
      @Advice.FieldValue("localAddress") SocketAddress local,
      @Advice.Argument(0) SocketAddress requested,
      @Advice.Argument(1) int backlog,
      @Advice.Thrown Throwable thrown) {
    Porteiro.listening(socket, local, requested, backlog, thrown);
  }

  private ChannelBindAdvice() {}
}
