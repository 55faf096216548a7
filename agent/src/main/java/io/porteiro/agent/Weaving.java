package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The weaving of the JDK's socket classes from the first to the last, and of Netty's whenever they
 * come. Before the first is woven it sees to it that somebody counts. Lives in the system loader;
 * the weaver itself lives in a loader of its own that goes with it, and the rest of the agent in
 * another that stays.
 */
final class Weaving {

  private final Instrumentation instrumentation;
  private final String arguments;
  private final Entrance entrance;
  private final WarmUp warmUp;

  /** Names by loader, of which none is kept alive; null is the boot loader. */
  private final Map<ClassLoader, Set<String>> woven = new WeakHashMap<>();

  private boolean restStarted;
  private boolean starting;
  private volatile boolean booted;
  private final AtomicBoolean failed = new AtomicBoolean();
  private Runnable doorkeeper;
  private AgentClassLoader doorkeeperLoader;
  private AgentClassLoader weaverLoader;
  private ClassFileTransformer weaver;

  /**
   * @param warmUp is hurried when what the agent does besides counting cannot wait
   */
  Weaving(Instrumentation instrumentation, String arguments, Entrance entrance, WarmUp warmUp) {
    this.instrumentation = instrumentation;
    this.arguments = arguments;
    this.entrance = entrance;
    this.warmUp = warmUp;
  }

  /** The woven class file; null when that failed and the class is to stay as it is. */
  byte[] weave(ClassLoader loader, String name, byte[] classFile) {
    try {
      ClassFileTransformer weaver = weaver();
      return weaver == null ? null : weave(weaver, loader, name, classFile);
    } catch (Throwable error) {
      failed(error);
      return null;
    }
  }

  private byte[] weave(
      ClassFileTransformer weaver, ClassLoader loader, String name, byte[] classFile)
      throws IllegalClassFormatException {
    byte[] result = weaver.transform(loader, name, null, null, classFile);
    synchronized (woven) {
      Set<String> names = woven.get(loader);
      if (names == null) {
        names = new HashSet<>();
        woven.put(loader, names);
      }
      names.add(name);
    }
    return result;
  }

  private boolean isWoven(Class<?> type) {
    synchronized (woven) {
      Set<String> names = woven.get(type.getClassLoader());
      return names != null && names.contains(type.getName().replace('.', '/'));
    }
  }

  /**
   * Weaves a class that is loaded already. Not by retransformation: what a transformer that has
   * left once did is lost when another agent retransforms the class; a redefinition, like what is
   * woven at load time, stays.
   */
  void redefine(Class<?> loaded) {
    try {
      ClassFileTransformer weaver = weaver();
      if (weaver != null) {
        redefine(weaver, loaded);
      }
    } catch (Throwable error) {
      failed(error);
    }
  }

  private void redefine(ClassFileTransformer weaver, Class<?> loaded) throws Exception {
    String name = loaded.getName().replace('.', '/');
    byte[] result = weave(weaver, loaded.getClassLoader(), name, classFile(loaded));
    JdkInternals.showBootClasses(instrumentation, loaded);
    instrumentation.redefineClasses(new ClassDefinition(loaded, result));
  }

  /**
   * Weaves what there is of Netty's native transports. From the load of a native library on, in the
   * thread that needs it and maybe under the JVM's lock for that: it waits for no other thread, and
   * two at a time weave the same class from the same class file.
   */
  void weaveNetty() {
    try {
      List<Class<?>> unwoven = new ArrayList<>();
      for (Class<?> type : NettyClasses.find(instrumentation)) {
        if (!isWoven(type)) {
          unwoven.add(type);
        }
      }
      if (!unwoven.isEmpty()) {
        weaveNetty(unwoven);
      }
    } catch (Throwable error) {
      failed(error);
    }
  }

  /** With a weaver of its own: the first one may have gone, or go meanwhile. */
  private void weaveNetty(List<Class<?>> types) throws Exception {
    try (AgentClassLoader loader = new AgentClassLoader()) {
      ClassFileTransformer weaver = weaver(loader);
      for (Class<?> type : types) {
        try {
          redefine(weaver, type);
        } catch (Throwable error) {
          failed(error);
        }
      }
    }
  }

  /** Loads those that nobody needed yet, and weaves those that slipped through. */
  void bringIn(String[] names) {
    for (String name : names) {
      try {
        Class<?> loaded = Class.forName(name.replace('/', '.'), false, null);
        if (!isWoven(loaded)) {
          redefine(loaded);
        }
      } catch (ClassNotFoundException notOnThisJdk) {
        // the names are those of 8 to 26 together
      } catch (Throwable error) {
        failed(error);
      }
    }
  }

  /**
   * Weaves what of Netty nobody told of, drops the weaver and starts what the agent does besides
   * counting.
   */
  void finish() {
    weaveNetty();
    try {
      dropWeaver();
      startRest();
    } catch (Throwable error) {
      failed(error);
    }
  }

  /** Starts what the agent does besides counting, unless that has started. */
  void startRest() {
    synchronized (woven) {
      if (restStarted) {
        return;
      }
      restStarted = true;
    }
    try {
      doorkeeper.run();
    } catch (Throwable error) {
      failed(error);
    }
  }

  private synchronized void dropWeaver() throws IOException {
    starting = true;
    weaver = null;
    if (weaverLoader != null) {
      weaverLoader.close();
      weaverLoader = null;
    }
  }

  /**
   * Gives the woven classes their own class files back, and ends what the agent does besides. Like
   * all redefinitions these know nothing of what another agent did while a class was loaded.
   */
  void undo() {
    try {
      dropWeaver();
      if (booted) {
        Porteiro.whenNettyIsLoaded(null);
        Porteiro.tell(null);
      }
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (isWoven(type)) {
          unweave(type);
        }
      }
      if (doorkeeper != null) {
        ((AutoCloseable) doorkeeper).close();
        doorkeeperLoader.close();
      }
    } catch (Throwable error) {
      failed(error);
    }
  }

  private void unweave(Class<?> type) {
    try {
      instrumentation.redefineClasses(new ClassDefinition(type, classFile(type)));
    } catch (Throwable error) {
      failed(error);
    }
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    ClassLoader loader = type.getClassLoader();
    // not the system loader, which may be the application's
    ClassLoader finder = loader == null ? AgentClassLoader.platform() : loader;
    return Resources.read(finder, type.getName().replace('.', '/') + ".class");
  }

  /** Null only for a target that is loaded by the making of the weaver itself. */
  private synchronized ClassFileTransformer weaver() throws Exception {
    if (weaver == null && !starting) {
      starting = true;
      try {
        start();
      } finally {
        // what failed for want of stack or memory is tried again with the next class
        starting = false;
      }
    }
    return weaver;
  }

  private void start() throws Exception {
    if (!booted) {
      BootClasses.define(instrumentation);
      booted = true;
    }
    if (doorkeeper == null) {
      doorkeeperLoader = new AgentClassLoader();
      doorkeeper =
          (Runnable)
              doorkeeperLoader
                  .loadClass("io.porteiro.agent.Doorkeeper")
                  .getConstructor(Instrumentation.class, String.class, String.class)
                  .newInstance(instrumentation, arguments, entrance.name());
      if (((BooleanSupplier) doorkeeper).getAsBoolean()) {
        warmUp.hurry();
      }
    }
    if (weaverLoader == null) {
      weaverLoader = new AgentClassLoader();
    }
    weaver = weaver(weaverLoader);
    Porteiro.whenNettyIsLoaded(new NettyWeaving(this));
  }

  private static ClassFileTransformer weaver(AgentClassLoader loader) throws Exception {
    return (ClassFileTransformer)
        loader
            .loadClass("io.porteiro.agent.instrumentation.SocketWeaver")
            .getConstructor()
            .newInstance();
  }

  /** Said once: an agent that sees nothing must not look like an application that does nothing. */
  private void failed(Throwable error) {
    if (booted) {
      AgentErrors.count("weave", error);
    }
    if (failed.compareAndSet(false, true)) {
      System.err.println("porteiro: some sockets may not be seen, the weaving failed: " + error);
    }
  }

  /** A class of its own, as the first lambda of a JVM costs more than all else here. */
  private static final class NettyWeaving implements Runnable {

    private final Weaving weaving;

    NettyWeaving(Weaving weaving) {
      this.weaving = weaving;
    }

    @Override
    public void run() {
      weaving.weaveNetty();
    }
  }
}
