package io.porteiro.agent;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the classes of Netty's native transports among those that are loaded, in whatever package
 * and by whatever loader, several times in one JVM if need be. Lives in the system loader.
 */
final class NettyClasses {

  /** How the internal names of the woven classes end. */
  static final String[] TARGETS = {
    "netty/channel/unix/FileDescriptor",
    "netty/channel/unix/Socket",
    "netty/channel/epoll/LinuxSocket",
    "netty/channel/epoll/NativeDatagramPacketArray",
    "netty/channel/epoll/NativeDatagramPacketArray$NativeDatagramPacket",
    "netty/channel/uring/AbstractIoUringChannel$AbstractUringUnsafe",
    "netty/incubator/channel/uring/AbstractIOUringChannel$AbstractUringUnsafe",
  };

  /** The class of a transport's package that its native library needs at once. */
  private static final String NATIVE_CLASS = "/LinuxSocket";

  private NettyClasses() {}

  static boolean isTarget(String internalName) {
    for (String target : TARGETS) {
      if (endsWith(internalName, target)) {
        return true;
      }
    }
    return false;
  }

  /**
   * All that are loaded, and those beside them that nobody needed yet, which are loaded by this and
   * not initialised: a library says once that it was loaded, so they must not come later.
   */
  static List<Class<?>> find(Instrumentation instrumentation) {
    List<Class<?>> found = new ArrayList<>();
    Class<?>[] all = instrumentation.getAllLoadedClasses();
    if (all == null) {
      // in a JVM that is ending
      return found;
    }
    for (Class<?> loaded : all) {
      String name = loaded.getName();
      // most of an application's classes are not Netty's, and neither names nor lists are made
      if (name.contains("netty.") && loaded.getClassLoader() != null) {
        add(found, loaded, name.replace('.', '/'));
      }
    }
    return found;
  }

  private static void add(List<Class<?>> found, Class<?> loaded, String name) {
    if (isTarget(name)) {
      found.add(loaded);
    }
    if (name.endsWith(NATIVE_CLASS)) {
      String folder = name.substring(0, name.length() - NATIVE_CLASS.length() + 1);
      for (String target : TARGETS) {
        int simpleName = target.lastIndexOf('/') + 1;
        if (endsWith(folder, target.substring(0, simpleName))) {
          addNeighbour(found, loaded, (folder + target.substring(simpleName)).replace('/', '.'));
        }
      }
    }
  }

  private static void addNeighbour(List<Class<?>> found, Class<?> loaded, String name) {
    try {
      Class<?> neighbour = Class.forName(name, false, loaded.getClassLoader());
      if (neighbour != loaded) {
        found.add(neighbour);
      }
    } catch (ClassNotFoundException notInThisVersion) {
      // the names are those of all versions together
    }
  }

  private static boolean endsWith(String name, String end) {
    int length = name.length() - end.length();
    return name.endsWith(end) && (length == 0 || name.charAt(length - 1) == '/');
  }
}
