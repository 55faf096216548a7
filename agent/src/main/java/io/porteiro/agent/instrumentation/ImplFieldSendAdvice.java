package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import net.bytebuddy.asm.Advice;

/** For sends of sockets that have their implementation in a field {@code impl}. */
final class ImplFieldSendAdvice {

  @Advice.OnMethodExit(suppress = Throwable.class)
  static void exit(
      @Advice.FieldValue("impl") DatagramSocketImpl impl,
      @Advice.Argument(0) DatagramPacket packet) {
    Porteiro.sent(impl, packet.getLength());
  }

  private ImplFieldSendAdvice() {}
}
