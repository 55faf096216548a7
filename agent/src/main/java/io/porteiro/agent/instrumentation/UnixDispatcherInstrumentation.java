package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.UnixDispatcher} (21 and later): the close of every socket's descriptor, which
 * its subclasses for sockets and datagrams no longer declare themselves.
 */
final class UnixDispatcherInstrumentation extends TypeInstrumentation {

  UnixDispatcherInstrumentation() {
    super("sun.nio.ch.UnixDispatcher");
    method("implPreClose", "java.io.FileDescriptor").onEntry("closing", argument(0));
    method("close", "java.io.FileDescriptor").onEntry("closing", argument(0));
  }
}
