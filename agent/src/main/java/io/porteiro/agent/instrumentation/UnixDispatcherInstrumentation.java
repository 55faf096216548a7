package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.UnixDispatcher} (21 and later): the close of every socket's descriptor, which
 * its subclasses for sockets and datagrams no longer declare themselves.
 */
final class UnixDispatcherInstrumentation extends TypeInstrumentation {

  UnixDispatcherInstrumentation() {
    super("sun.nio.ch.UnixDispatcher");
    weave(method("implPreClose", "java.io.FileDescriptor"), ArgumentCloseAdvice.class.getName());
    weave(method("close", "java.io.FileDescriptor"), ArgumentCloseAdvice.class.getName());
  }
}
