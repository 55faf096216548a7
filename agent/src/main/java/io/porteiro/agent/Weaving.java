package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The weaving of the JDK's socket classes from the first to the last. Before the first is woven it
 * sees to it that somebody counts. Lives in the system loader; the weaver itself lives in a loader
 * of its own that goes with it, and the rest of the agent in another that stays.
 */
final class Weaving {

  private final Instrumentation instrumentation;
  private final String arguments;
  private final Set<String> woven = ConcurrentHashMap.newKeySet();

  private boolean starting;
  private volatile boolean booted;
  private final AtomicBoolean failed = new AtomicBoolean();
  private Runnable doorkeeper;
  private AgentClassLoader weaverLoader;
  private ClassFileTransformer weaver;

  Weaving(Instrumentation instrumentation, String arguments) {
    this.instrumentation = instrumentation;
    this.arguments = arguments;
  }

  /** The woven class file; null when that failed and the class is to stay as it is. */
  byte[] weave(String name, byte[] classFile) {
    try {
      ClassFileTransformer weaver = weaver();
      if (weaver == null) {
        return null;
      }
      byte[] result = weaver.transform(null, name, null, null, classFile);
      woven.add(name);
      return result;
    } catch (Throwable error) {
      failed(error);
      return null;
    }
  }

  /**
   * Weaves a class that is loaded already. Not by retransformation: what a transformer that has
   * left once did is lost when another agent retransforms the class; a redefinition, like what is
   * woven at load time, stays.
   */
  void redefine(Class<?> loaded) {
    try {
      String name = loaded.getName().replace('.', '/');
      byte[] classFile = Resources.read(ClassLoader.getSystemClassLoader(), name + ".class");
      byte[] result = weave(name, classFile);
      if (result != null) {
        instrumentation.redefineClasses(new ClassDefinition(loaded, result));
      }
    } catch (Throwable error) {
      failed(error);
    }
  }

  /** Loads those that nobody needed yet, and weaves those that slipped through. */
  void bringIn(String[] names) {
    for (String name : names) {
      try {
        Class<?> loaded = Class.forName(name.replace('/', '.'), false, null);
        if (!woven.contains(name)) {
          redefine(loaded);
        }
      } catch (ClassNotFoundException notOnThisJdk) {
        // the names are those of 8 to 26 together
      } catch (Throwable error) {
        failed(error);
      }
    }
  }

  /** Drops the weaver and starts what the agent does besides counting. */
  void finish() {
    try {
      synchronized (this) {
        weaver = null;
        weaverLoader.close();
        weaverLoader = null;
        starting = true;
      }
      doorkeeper.run();
    } catch (Throwable error) {
      failed(error);
    }
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
      doorkeeper =
          (Runnable)
              new AgentClassLoader()
                  .loadClass("io.porteiro.agent.Doorkeeper")
                  .getConstructor(Instrumentation.class, String.class)
                  .newInstance(instrumentation, arguments);
    }
    if (weaverLoader == null) {
      weaverLoader = new AgentClassLoader();
    }
    weaver =
        (ClassFileTransformer)
            weaverLoader
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
}
