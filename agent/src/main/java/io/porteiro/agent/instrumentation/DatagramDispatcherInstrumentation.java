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

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) FileDescriptor socket, @Advice.Return int bytes) {
      Porteiro.received(socket, bytes);
    }

    private ReadAdvice() {}
  }

  static final class ReadvAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) FileDescriptor socket, @Advice.Return long bytes) {
      Porteiro.received(socket, bytes);
    }

    private ReadvAdvice() {}
  }

  static final class WriteAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) FileDescriptor socket, @Advice.Return int bytes) {
      Porteiro.sent(socket, bytes);
    }

    private WriteAdvice() {}
  }

  static final class WritevAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Argument(0) FileDescriptor socket, @Advice.Return long bytes) {
      Porteiro.sent(socket, bytes);
    }

    private WritevAdvice() {}
  }
}
