package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
  private boolean booted;
  private boolean failed;
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
      BootClasses.define(instrumentation);
      booted = true;
      doorkeeper =
          (Runnable)
              new AgentClassLoader()
                  .loadClass("io.porteiro.agent.Doorkeeper")
                  .getConstructor(Instrumentation.class, String.class)
                  .newInstance(instrumentation, arguments);
      weaverLoader = new AgentClassLoader();
      weaver =
          (ClassFileTransformer)
              weaverLoader
                  .loadClass("io.porteiro.agent.instrumentation.SocketWeaver")
                  .getConstructor()
                  .newInstance();
    }
    return weaver;
  }

  /** Said once: an agent that sees nothing must not look like an application that does nothing. */
  private synchronized void failed(Throwable error) {
    if (booted) {
      AgentErrors.count("weave", error);
    }
    if (!failed) {
      failed = true;
      System.err.println("porteiro: some sockets will not be seen, the weaving failed: " + error);
    }
  }
}
