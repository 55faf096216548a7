package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.DatagramDispatcher}: what a connected datagram channel reads and writes, each
 * call one datagram, and (up to 20) the close of every datagram channel.
 */
final class DatagramDispatcherInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";

  DatagramDispatcherInstrumentation() {
    super("sun.nio.ch.DatagramDispatcher");
    weave(method("read", FD), ReadAdvice.class.getName());
    weave(method("readv", FD), ReadvAdvice.class.getName());
    weave(method("write", FD), WriteAdvice.class.getName());
    weave(method("writev", FD), WritevAdvice.class.getName());
    weave(method("preClose", FD), ArgumentCloseAdvice.class.getName());
    weave(method("close", FD), ArgumentCloseAdvice.class.getName());
  }

  static final class ReadAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Return int bytes) {
      Porteiro.received(datagram, bytes);
    }

    private ReadAdvice() {}
  }

  static final class ReadvAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Return long bytes) {
      Porteiro.received(datagram, bytes);
    }

    private ReadvAdvice() {}
  }

  static final class WriteAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Return int bytes) {
      Porteiro.sent(datagram, bytes);
    }

    private WriteAdvice() {}
  }

  static final class WritevAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) FileDescriptor socket) {
      return Porteiro.datagram(socket, null);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Return long bytes) {
      Porteiro.sent(datagram, bytes);
    }

    private WritevAdvice() {}
  }
}
