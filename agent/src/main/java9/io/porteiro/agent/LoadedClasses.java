package io.porteiro.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * The version for Java 9 and later of the class that passes on every class that is loaded. The
 * module of one that was woven is to see the agent's boot classes.
 */
abstract class LoadedClasses implements ClassFileTransformer {

  final Instrumentation instrumentation;

  LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  abstract byte[] weave(ClassLoader loader, String name, byte[] classFile);

  @Override
  public final byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    byte[] woven = redefined != null || name == null ? null : weave(loader, name, classFile);
    if (woven != null && loader != null) {
      JdkInternals.showBootClasses(instrumentation, module);
    }
    return woven;
  }
}
