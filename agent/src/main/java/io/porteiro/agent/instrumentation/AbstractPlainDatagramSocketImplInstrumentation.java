package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.bytebuddy.asm.Advice;

/**
 * {@code java.net.AbstractPlainDatagramSocketImpl} (8 to 17, from 15 on only when asked for):
 * binds, receives, sends (native and seen elsewhere on 8) and closes of {@code DatagramSocket}.
 */
final class AbstractPlainDatagramSocketImplInstrumentation extends TypeInstrumentation {

  AbstractPlainDatagramSocketImplInstrumentation() {
    super("java.net.AbstractPlainDatagramSocketImpl");
    weave(method("bind", "int", "java.net.InetAddress"), BindAdvice.class.getName());
    weave(method("receive", "java.net.DatagramPacket"), ReceiveAdvice.class.getName());
    weave(method("send", "java.net.DatagramPacket"), SendAdvice.class.getName());
    weave(method("close"), FieldCloseAdvice.class.getName());
  }

  static final class BindAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor socket,
        @Advice.Argument(0) int port,
        @Advice.Argument(1) InetAddress address,
        @Advice.Thrown Throwable thrown) {
      Porteiro.datagramBound(socket, null, new InetSocketAddress(address, port), thrown);
    }

    private BindAdvice() {}
  }

  static final class ReceiveAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.FieldValue("fd") FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Argument(0) DatagramPacket packet) {
      Porteiro.received(datagram, packet.getLength());
    }

    private ReceiveAdvice() {}
  }

  static final class SendAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.FieldValue("fd") FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Argument(0) DatagramPacket packet) {
      Porteiro.sent(datagram, packet.getLength());
    }

    private SendAdvice() {}
  }
}
