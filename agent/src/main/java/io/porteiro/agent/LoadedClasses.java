package io.porteiro.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * Passes on every class that is loaded, but for those that are only redefined. Lives in the system
 * loader; the jar has another version of this class for Java 9 and later.
 */
abstract class LoadedClasses implements ClassFileTransformer {

  final Instrumentation instrumentation;

  LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Null for a class that is to stay as it is. */
  abstract byte[] weave(ClassLoader loader, String name, byte[] classFile);

  @Override
  public final byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    return redefined != null || name == null ? null : weave(loader, name, classFile);
  }
}
