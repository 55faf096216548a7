package io.porteiro.agent;

import java.lang.instrument.Instrumentation;

/**
 * Waits for the JDK's socket classes, and Netty's, and has each woven as it is loaded, in whichever
 * thread needs it first; for every other class it compares a name and is done. Lives in the system
 * loader and is all that a JVM without sockets ever loads of the agent.
 */
final class JdkTransformer extends LoadedClasses {

  /**
   * Internal names of the woven classes of all JDKs, the likely ones first; each JDK lacks some.
   */
  static final String[] TARGETS = {
    // the first that is brought in: what it tells of must not come in between
    "java/lang/Runtime",
    "sun/nio/ch/SocketDispatcher",
    "sun/nio/ch/UnixDispatcher",
    "sun/nio/ch/ServerSocketChannelImpl",
    "java/net/ServerSocket",
    "sun/nio/ch/NioSocketImpl",
    "java/net/AbstractPlainSocketImpl",
    "sun/nio/ch/DatagramDispatcher",
    "sun/nio/ch/DatagramChannelImpl",
    "java/net/DatagramSocket",
    "java/net/AbstractPlainDatagramSocketImpl",
    "java/net/MulticastSocket",
    "sun/nio/ch/AsynchronousServerSocketChannelImpl",
    "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
    "sun/nio/ch/Invoker",
    "sun/nio/ch/PendingFuture",
    "java/net/SocketCleanable",
  };

  private static final long READY_MILLIS = 10_000;

  private final String arguments;
  private final Entrance entrance;
  private final WarmUp warmUp = new WarmUp(this);
  private Weaving weaving;

  JdkTransformer(Instrumentation instrumentation, String arguments, Entrance entrance) {
    super(instrumentation);
    this.arguments = arguments;
    this.entrance = entrance;
  }

  /**
   * Returns quickly before an application; the rest happens when a socket class is needed, or on a
   * daemon thread. In an application that runs it is done when this returns.
   */
  void install() throws InterruptedException {
    instrumentation.addTransformer(this);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getClassLoader() == null && isTarget(loaded)) {
        weaving().redefine(loaded);
      }
    }
    if (entrance.isLate()) {
      warmUp.runNow();
    } else {
      warmUp.start();
    }
  }

  /** Waits until all that happens by itself has happened. */
  void awaitReady() throws InterruptedException {
    warmUp.join(READY_MILLIS);
  }

  /** Ends all that was begun, and leaves the classes as they were. */
  void uninstall() throws InterruptedException {
    warmUp.end();
    leave();
    weaving().undo();
  }

  @Override
  byte[] weave(ClassLoader loader, String name, byte[] classFile) {
    return isTarget(loader, name) ? weaving().weave(loader, name, classFile) : null;
  }

  synchronized Weaving weaving() {
    if (weaving == null) {
      weaving = new Weaving(instrumentation, arguments, entrance, warmUp);
    }
    return weaving;
  }

  /** What stays costs every class that the application ever loads. */
  void leave() {
    instrumentation.removeTransformer(this);
  }

  private static boolean isTarget(ClassLoader loader, String name) {
    return loader == null ? isTarget(name) : name.contains("netty/") && NettyClasses.isTarget(name);
  }

  private static boolean isTarget(Class<?> loaded) {
    String name = loaded.getName();
    return (name.startsWith("sun.nio.ch.") || name.startsWith("java.net."))
        && isTarget(name.replace('.', '/'));
  }

  private static boolean isTarget(String name) {
    if (name.startsWith("sun/nio/ch/") || name.startsWith("java/net/")) {
      for (String target : TARGETS) {
        if (target.equals(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
