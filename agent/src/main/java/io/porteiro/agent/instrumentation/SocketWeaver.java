package io.porteiro.agent.instrumentation;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Weaves the JDK's socket classes. It reads class files and loads no class of the JDK's, as it runs
 * while one of them is being loaded. Adds no field and no method, so that a class that is loaded
 * already can be woven too.
 */
public final class SocketWeaver implements ClassFileTransformer {

  private final List<TypeInstrumentation> instrumentations = instrumentations();

  private final ClassFileLocator agent =
      ClassFileLocator.ForClassLoader.of(SocketWeaver.class.getClassLoader());

  /** Of the advice and what it refers to: read once for all classes. */
  private final TypePool adviceTypes = pool(agent, TypePool.Empty.INSTANCE);

  /** {@inheritDoc} The class file as it was when there is nothing in it to weave. */
  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    String typeName = name.replace('/', '.');
    for (TypeInstrumentation instrumentation : instrumentations) {
      if (instrumentation.typeName().equals(typeName)) {
        return weave(instrumentation, classFile);
      }
    }
    throw new IllegalArgumentException(name);
  }

  /**
   * Has the advice rewrite the class file directly. {@code ByteBuddy.decorate} gives the same
   * bytes, after loading twice as many classes of its own.
   */
  private byte[] weave(TypeInstrumentation instrumentation, byte[] classFile) {
    ClassFileLocator itself = ClassFileLocator.Simple.of(instrumentation.typeName(), classFile);
    TypeDescription type = pool(itself, adviceTypes).describe(instrumentation.typeName()).resolve();
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    Implementation.Context context =
        Implementation.Context.Disabled.Factory.INSTANCE.make(
            type,
            null,
            TypeInitializer.None.INSTANCE,
            version,
            version,
            Implementation.Context.FrameGeneration.EXPAND);
    AsmVisitorWrapper advice = instrumentation.advice(adviceTypes, agent);
    int readerFlags = advice.mergeReader(AsmVisitorWrapper.NO_FLAGS);
    int writerFlags = advice.mergeWriter(AsmVisitorWrapper.NO_FLAGS);
    // experimental: the class files of a JDK that is newer than this library
    ClassReader reader = OpenedClassReader.of(classFile, true);
    ClassWriter writer = new ClassWriter(reader, writerFlags);
    reader.accept(
        advice.wrap(
            type,
            writer,
            context,
            adviceTypes,
            type.getDeclaredFields(),
            type.getDeclaredMethods(),
            writerFlags,
            readerFlags),
        readerFlags);
    return writer.toByteArray();
  }

  private static TypePool pool(ClassFileLocator classFiles, TypePool parent) {
    return new TypePool.Default(
        TypePool.CacheProvider.Simple.withObjectType(),
        classFiles,
        TypePool.Default.ReaderMode.FAST,
        parent);
  }

  static List<TypeInstrumentation> instrumentations() {
    return Arrays.asList(
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
  }
}
