package io.porteiro.agent.instrumentation;

/**
 * {@code sun.nio.ch.SocketDispatcher} (up to 20): the close of every TCP and Unix-domain descriptor
 * that the JDK opened, whichever class it was behind, right before the operating system's.
 */
final class SocketDispatcherInstrumentation extends TypeInstrumentation {

  SocketDispatcherInstrumentation() {
    super("sun.nio.ch.SocketDispatcher");
    method("preClose", "java.io.FileDescriptor").onEntry("closing", argument(0));
    method("close", "java.io.FileDescriptor").onEntry("closing", argument(0));
  }
}
