package io.porteiro.agent;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Defines the agent's few boot classes in the boot loader, where woven JDK code finds them. Lives
 * in the system loader. They are defined one by one rather than appended to the boot path: an
 * appended path makes HotSpot warn on every start and give up class-data sharing for the
 * application's classes (JDK-8230413).
 */
final class BootClasses {

  /** Superclasses before subclasses; spelt without the package, which the jar's build renames. */
  private static final String[] NAMES = {"AgentErrors", "SocketEvents", "Porteiro"};

  private static final String FOLDER = "java/porteiro/";

  private BootClasses() {}

  /** Once in the life of a JVM: nothing is ever taken out of the boot loader. */
  static void define(Instrumentation instrumentation) throws IOException {
    if (isDefined()) {
      return;
    }
    byte[][] classes = new byte[NAMES.length][];
    for (int i = 0; i < NAMES.length; i++) {
      classes[i] = Resources.read(BootClasses.class.getClassLoader(), FOLDER + NAMES[i] + ".class");
    }
    try {
      for (int i = 0; i < NAMES.length; i++) {
        JdkInternals.defineInBootLoader(instrumentation, FOLDER + NAMES[i], classes[i]);
      }
    } catch (Exception | LinkageError quietWayFailed) {
      append(instrumentation, classes);
    }
  }

  private static boolean isDefined() {
    try {
      String last = FOLDER + NAMES[NAMES.length - 1];
      return Class.forName(last.replace('/', '.'), false, null) != null;
    } catch (ClassNotFoundException notYet) {
      return false;
    }
  }

  /** The fallback: a jar of just these classes on the boot path. */
  private static void append(Instrumentation instrumentation, byte[][] classes) throws IOException {
    File jar = File.createTempFile("porteiro-boot", ".jar");
    jar.deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(new FileOutputStream(jar))) {
      for (int i = 0; i < NAMES.length; i++) {
        out.putNextEntry(new JarEntry(FOLDER + NAMES[i] + ".class"));
        out.write(classes[i]);
        out.closeEntry();
      }
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
  }
}
