package io.porteiro.agent.instrumentation;

/** {@code sun.nio.ch.PendingFuture}: how the future of an asynchronous accept comes to fail. */
final class PendingFutureInstrumentation extends TypeInstrumentation {

  PendingFutureInstrumentation() {
    super("sun.nio.ch.PendingFuture");
    method("setResult", "java.lang.Object", "java.lang.Throwable")
        .onEntry(
            "acceptFailed", field("channel", "java.nio.channels.AsynchronousChannel"), argument(1));
  }
}
