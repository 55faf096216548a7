package io.porteiro.agent.instrumentation;

/** {@code sun.nio.ch.AsynchronousServerSocketChannelImpl}: binds. */
final class AsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  AsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.AsynchronousServerSocketChannelImpl");
    weave(method("bind", "java.net.SocketAddress", "int"), ChannelBindAdvice.class.getName());
  }
}
