package io.porteiro.agent.instrumentation;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves the JDK's socket classes. It reads class files and loads no class of the JDK's, as it runs
 * while one of them is being loaded. Adds no field and no method, so that a class that is loaded
 * already can be woven too.
 */
public final class SocketWeaver implements ClassFileTransformer {

  static final List<TypeInstrumentation> INSTRUMENTATIONS =
      Arrays.asList(
          new ServerSocketInstrumentation(),
          new NioSocketImplInstrumentation(),
          new AbstractPlainSocketImplInstrumentation(),
          new SocketCleanableInstrumentation(),
          new ServerSocketChannelInstrumentation(),
          new AsynchronousServerSocketChannelInstrumentation(),
          new UnixAsynchronousServerSocketChannelInstrumentation(),
          new InvokerInstrumentation(),
          new PendingFutureInstrumentation(),
          new DatagramChannelInstrumentation(),
          new DatagramDispatcherInstrumentation(),
          new DatagramSocketInstrumentation(),
          new MulticastSocketInstrumentation(),
          new AbstractPlainDatagramSocketImplInstrumentation(),
          new SocketDispatcherInstrumentation(),
          new UnixDispatcherInstrumentation());

  private final ClassFileLocator agent =
      ClassFileLocator.ForClassLoader.of(SocketWeaver.class.getClassLoader());

  /** {@inheritDoc} The class file as it was when there is nothing in it to weave. */
  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    String typeName = name.replace('/', '.');
    for (TypeInstrumentation instrumentation : INSTRUMENTATIONS) {
      if (instrumentation.typeName().equals(typeName)) {
        return weave(instrumentation, classFile);
      }
    }
    throw new IllegalArgumentException(name);
  }

  private byte[] weave(TypeInstrumentation instrumentation, byte[] classFile) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(instrumentation.typeName(), classFile), agent);
    TypePool pool = TypePool.Default.of(locator);
    TypeDescription type = pool.describe(instrumentation.typeName()).resolve();
    AsmVisitorWrapper advice = instrumentation.advice(pool, locator);
    return new ByteBuddy()
        // the JDK's classes are as they are
        .with(TypeValidation.DISABLED)
        .decorate(type, locator)
        .visit(advice)
        .make()
        .getBytes();
  }
}
