package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import net.bytebuddy.asm.Advice;

/**
 * {@code java.net.SocketCleanable} (9 to 17, beside {@code AbstractPlainSocketImpl}): closes what
 * was collected without having been closed.
 */
final class SocketCleanableInstrumentation extends TypeInstrumentation {

  SocketCleanableInstrumentation() {
    super("java.net.SocketCleanable");
    weave(method("performCleanup"), CleanupAdvice.class.getName());
  }

  static final class CleanupAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.FieldValue("fd") int descriptor) {
      Porteiro.closing(descriptor);
    }

    private CleanupAdvice() {}
  }
}
