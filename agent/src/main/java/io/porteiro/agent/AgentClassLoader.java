package io.porteiro.agent;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;

/**
 * The agent's own loader: its jar on top of the JDK, with nothing of the application's in between,
 * so that neither sees the other's libraries, configuration files or services, and so that all of
 * it can be dropped. Lives in the system loader.
 */
final class AgentClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  AgentClassLoader() {
    this(jar());
  }

  /** Of another jar of the agent's, which shares nothing with the first but the JDK. */
  AgentClassLoader(URL jar) {
    super(new URL[] {jar}, platform());
  }

  /** All, as the JDK code has that calls it; a security manager (up to 23) asks for both. */
  @Override
  protected PermissionCollection getPermissions(CodeSource source) {
    Permissions all = new Permissions();
    all.add(new AllPermission());
    return all;
  }

  static URL jar() {
    return AgentClassLoader.class.getProtectionDomain().getCodeSource().getLocation();
  }

  /** The loader right below the boot loader, under whatever system loader the application chose. */
  static ClassLoader platform() {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    while (loader.getParent() != null) {
      loader = loader.getParent();
    }
    return loader;
  }
}
