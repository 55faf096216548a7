package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import net.bytebuddy.asm.Advice;

/**
 * {@code sun.nio.ch.DatagramChannelImpl}, which from 15 on is also behind {@code DatagramSocket}:
 * binds, explicit and implied, and datagrams with an address. What a connected channel reads and
 * writes passes {@code DatagramDispatcher}.
 */
final class DatagramChannelInstrumentation extends TypeInstrumentation {

  DatagramChannelInstrumentation() {
    super("sun.nio.ch.DatagramChannelImpl");
    weave(method("bindInternal", "java.net.SocketAddress"), BindAdvice.class.getName());
    // 8 binds in the public method alone, and leaves implied binds to the operating system
    weave(method("bind", "java.net.SocketAddress").onJava8(), BindAdvice.class.getName());
    weave(method("connect", "java.net.SocketAddress").onJava8(), ConnectAdvice.class.getName());
    weave(method("receiveIntoNativeBuffer"), ReceiveAdvice.class.getName());
    weave(method("sendFromNativeBuffer"), SendAdvice.class.getName());
  }

  static final class BindAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.FieldValue("fd") FileDescriptor socket,
        @Advice.FieldValue("localAddress") SocketAddress local,
        @Advice.Argument(0) SocketAddress requested,
        @Advice.Thrown Throwable thrown) {
      Porteiro.datagramBound(socket, local, requested, thrown);
    }

    private BindAdvice() {}
  }

  static final class ReceiveAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(
        @Advice.FieldValue("fd") FileDescriptor socket, @Advice.This Channel channel) {
      return Porteiro.datagram(socket, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.Enter Object datagram, @Advice.Return int bytes) {
      Porteiro.received(datagram, bytes);
    }

    private ReceiveAdvice() {}
  }

  static final class SendAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(
        @Advice.FieldValue("fd") FileDescriptor socket, @Advice.This Channel channel) {
      return Porteiro.datagram(socket, channel);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Advice.Enter Object datagram,
        @Advice.FieldValue("fd") FileDescriptor socket,
        @Advice.This Channel channel,
        @Advice.Return int bytes) {
      Porteiro.sent(datagram, socket, channel, bytes);
    }

    private SendAdvice() {}
  }

  static final class ConnectAdvice {

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@Advice.FieldValue("fd") FileDescriptor socket, @Advice.This Channel channel) {
      Porteiro.bound(socket, channel);
    }

    private ConnectAdvice() {}
  }
}
