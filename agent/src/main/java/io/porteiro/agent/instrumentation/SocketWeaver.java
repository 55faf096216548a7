package io.porteiro.agent.instrumentation;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * Weaves the JDK's socket classes, and Netty's. It reads class files and loads none of either's, as
 * it runs while one of them is being loaded. Adds no field and no method, so that a class that is
 * loaded already can be woven too.
 */
public final class SocketWeaver implements ClassFileTransformer {

  private final List<TypeInstrumentation> jdk = instrumentations();

  /** {@inheritDoc} The class file as it was when there is nothing in it to weave. */
  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    for (TypeInstrumentation instrumentation : loader == null ? jdk : netty()) {
      if (instrumentation.matches(name)) {
        ClassLoader own = SocketWeaver.class.getClassLoader();
        return weave(instrumentation, loader == null ? own : loader, classFile);
      }
    }
    throw new IllegalArgumentException(name);
  }

  /**
   * @param loader finds the class files of what the type refers to
   */
  static byte[] weave(TypeInstrumentation instrumentation, ClassLoader loader, byte[] classFile) {
    ClassReader reader = ClassOutline.reader(classFile);
    ClassOutline outline = new ClassOutline(reader, instrumentation);
    if (!outline.isWoven()) {
      return classFile;
    }
    ClassWriter writer = new ClassWriter(reader, 0);
    WovenType type = new WovenType(outline, loader);
    reader.accept(new ClassWeaver(writer, type), ClassReader.EXPAND_FRAMES);
    byte[] woven = writer.toByteArray();
    // its version, which may have been too new to be read
    System.arraycopy(classFile, 4, woven, 4, 4);
    return woven;
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
        new UnixDispatcherInstrumentation(),
        new RuntimeInstrumentation());
  }

  /** Of Netty's native transports, in whatever package they are. */
  static List<TypeInstrumentation> netty() {
    return Arrays.asList(
        new NettyFileDescriptorInstrumentation(),
        new NettySocketInstrumentation(),
        new NettyEpollSocketInstrumentation(),
        new NettyPacketArrayInstrumentation(),
        new NettyPacketInstrumentation(),
        new NettyUringInstrumentation(
            "*.netty.channel.uring.AbstractIoUringChannel$AbstractUringUnsafe"),
        new NettyUringInstrumentation(
            "*.netty.incubator.channel.uring.AbstractIOUringChannel$AbstractUringUnsafe"));
  }
}
