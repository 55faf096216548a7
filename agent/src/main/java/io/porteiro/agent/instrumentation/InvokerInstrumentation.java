package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.Invoker}: how the handler of an asynchronous accept is told that it failed,
 * which no method's exception shows.
 */
final class InvokerInstrumentation extends TypeInstrumentation {

  InvokerInstrumentation() {
    super("sun.nio.ch.Invoker");
    invocation("invoke");
    invocation("invokeIndirectly");
  }

  private void invocation(String name) {
    method(
            name,
            "java.nio.channels.AsynchronousChannel",
            "java.nio.channels.CompletionHandler",
            "java.lang.Object",
            "java.lang.Object",
            "java.lang.Throwable")
        .onEntry("acceptFailed", argument(0), argument(4));
  }
}
