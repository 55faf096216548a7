package io.porteiro.otlp;

/**
 * Takes the place of {@code sun.misc.Unsafe} for the libraries in this jar, whose build renames
 * their references. It has nothing that they look for, so they do without.
 */
public final class Unsafe {

  private Unsafe() {}
}
