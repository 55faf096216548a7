package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for the JDK's socket classes and has each woven as it is loaded, in whichever thread needs
 * it first; for every other class it compares a name and is done. A daemon thread brings in those
 * that nobody needed yet, after which this transformer leaves: one that stays costs every class
 * that the application ever loads. Lives in the system loader; the weaver lives in a loader of its
 * own, which goes when the weaving is done.
 */
final class JdkTransformer implements ClassFileTransformer, Runnable {

  /** Internal names of the woven classes; those that a JDK lacks are skipped. */
  static final String[] TARGETS = {
    "java/net/AbstractPlainDatagramSocketImpl",
    "java/net/AbstractPlainSocketImpl",
    "java/net/DatagramSocket",
    "java/net/MulticastSocket",
    "java/net/ServerSocket",
    "java/net/SocketCleanable",
    "sun/nio/ch/AsynchronousServerSocketChannelImpl",
    "sun/nio/ch/DatagramChannelImpl",
    "sun/nio/ch/DatagramDispatcher",
    "sun/nio/ch/NioSocketImpl",
    "sun/nio/ch/ServerSocketChannelImpl",
    "sun/nio/ch/SocketDispatcher",
    "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
    "sun/nio/ch/UnixDispatcher",
  };

  /** A JVM that ends sooner (jps, hello world) does not pay for the warm-up. */
  private static final long WARM_UP_DELAY_MILLIS = 100;

  private final Set<String> targets = new HashSet<>(Arrays.asList(TARGETS));
  private final Set<String> woven = ConcurrentHashMap.newKeySet();
  private final Instrumentation instrumentation;
  private final AgentOptions options;

  private final AtomicBoolean failed = new AtomicBoolean();
  private boolean creating;
  private Runnable doorkeeper;
  private AgentClassLoader weaverLoader;
  private ClassFileTransformer weaver;

  JdkTransformer(Instrumentation instrumentation, AgentOptions options) {
    this.instrumentation = instrumentation;
    this.options = options;
  }

  /** Returns quickly; the rest happens when a socket class is needed, or on a daemon thread. */
  void install() throws Exception {
    instrumentation.addTransformer(this);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getClassLoader() == null) {
        String name = loaded.getName().replace('.', '/');
        if (targets.contains(name)) {
          redefine(loaded, name);
        }
      }
    }
    new AgentThread(this, "start").start();
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    if (loader != null || redefined != null || name == null || !targets.contains(name)) {
      return null;
    }
    try {
      return weave(name, classFile);
    } catch (Throwable error) {
      failed(error);
      return null;
    }
  }

  private byte[] weave(String name, byte[] classFile) throws Exception {
    ClassFileTransformer weaver = weaver();
    if (weaver == null) {
      return null;
    }
    byte[] result = weaver.transform(null, name, null, null, classFile);
    woven.add(name);
    return result;
  }

  /** Null only for a target that is loaded by the making of the weaver itself. */
  private synchronized ClassFileTransformer weaver() throws Exception {
    if (weaver == null && !creating) {
      creating = true;
      try {
        doorkeeper();
        weaver =
            (ClassFileTransformer)
                weaverLoader()
                    .loadClass("io.porteiro.agent.instrumentation.SocketWeaver")
                    .getConstructor()
                    .newInstance();
      } finally {
        creating = false;
      }
    }
    return weaver;
  }

  private synchronized AgentClassLoader weaverLoader() {
    if (weaverLoader == null) {
      weaverLoader = new AgentClassLoader();
    }
    return weaverLoader;
  }

  private synchronized Runnable doorkeeper() throws Exception {
    if (doorkeeper == null) {
      doorkeeper =
          (Runnable)
              new AgentClassLoader()
                  .loadClass("io.porteiro.agent.Doorkeeper")
                  .getConstructor(Instrumentation.class, Map.class)
                  .newInstance(instrumentation, options.values());
    }
    return doorkeeper;
  }

  @Override
  public void run() {
    try {
      Thread.sleep(WARM_UP_DELAY_MILLIS);
      for (String target : TARGETS) {
        bringIn(target);
      }
      leave();
      doorkeeper().run();
    } catch (Throwable error) {
      failed(error);
    }
  }

  /** Said once: an agent that sees nothing must not look like an application that does nothing. */
  private void failed(Throwable error) {
    AgentErrors.count("weave", error);
    if (!failed.getAndSet(true)) {
      System.err.println("porteiro: some sockets will not be seen, the weaving failed: " + error);
    }
  }

  private void bringIn(String target) throws Exception {
    try {
      Class<?> loaded = Class.forName(target.replace('/', '.'), false, null);
      if (!woven.contains(target)) {
        redefine(loaded, target);
      }
    } catch (ClassNotFoundException notOnThisJdk) {
      // the targets are those of 8 to 26 together
    }
  }

  /**
   * Weaves a class that was loaded before the agent came. Not by retransformation: what a
   * transformer that has left once did is lost when another agent retransforms the class; a
   * redefinition, like what is woven at load time, stays.
   */
  private void redefine(Class<?> loaded, String name) throws Exception {
    byte[] classFile = Resources.read(weaverLoader(), name + ".class");
    byte[] result = weave(name, classFile);
    if (result != null) {
      instrumentation.redefineClasses(new ClassDefinition(loaded, result));
    }
  }

  private synchronized void leave() throws IOException {
    instrumentation.removeTransformer(this);
    weaver = null;
    if (weaverLoader != null) {
      weaverLoader.close();
      weaverLoader = null;
    }
  }
}
