package io.porteiro.agent.jmx;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Reads with the agent's permissions, where there is a security manager (up to Java 23): whoever
 * may read a bean need not be allowed to read the kernel's tables, and what he may not would look
 * to all others as if they could not be read.
 */
final class AsAgent {

  private AsAgent() {}

  static <T> T read(Supplier<T> reading) {
    return AccessController.doPrivileged((PrivilegedAction<T>) reading::get);
  }
}
