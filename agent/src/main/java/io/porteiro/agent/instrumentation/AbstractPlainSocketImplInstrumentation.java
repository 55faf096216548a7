package io.porteiro.agent.instrumentation;

/**
 * {@code java.net.AbstractPlainSocketImpl} (8 to 17, from 13 on only when asked for): accepts and
 * closes. A close has two steps: the first gives the connection back to the operating system but
 * keeps the descriptor's number, the second, maybe much later, frees the number.
 */
final class AbstractPlainSocketImplInstrumentation extends TypeInstrumentation {

  AbstractPlainSocketImplInstrumentation() {
    super("java.net.AbstractPlainSocketImpl");
    weave(method("accept", "java.net.SocketImpl"), SocketImplAcceptAdvice.class.getName());
    weave(method("socketPreClose"), FieldCloseAdvice.class.getName());
    weave(method("socketClose"), FieldCloseAdvice.class.getName());
  }
}
