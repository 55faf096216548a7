package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.UnixAsynchronousServerSocketChannelImpl}: accepts. {@code finishAccept} is
 * called with a connection in hand; when it fails it closes that connection. An accept that fails
 * at once is in the future that {@code implAccept} returns; one that fails later, or has a handler,
 * is seen in {@code PendingFuture} and {@code Invoker}.
 */
final class UnixAsynchronousServerSocketChannelInstrumentation extends TypeInstrumentation {

  private static final String FD = "java.io.FileDescriptor";

  UnixAsynchronousServerSocketChannelInstrumentation() {
    super("sun.nio.ch.UnixAsynchronousServerSocketChannelImpl");
    method("finishAccept", FD).onEntry("accepted", field("fd", FD), argument(0));
    method("implAccept", "java.lang.Object", "java.nio.channels.CompletionHandler")
        .onReturn(
            "acceptFailed",
            self("java.nio.channels.AsynchronousChannel"),
            returned("java.util.concurrent.Future"));
  }
}
