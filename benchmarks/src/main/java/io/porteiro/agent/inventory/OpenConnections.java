package io.porteiro.agent.inventory;

import java.io.FileDescriptor;
import java.lang.reflect.Field;

/**
 * Descriptors of connections that are open as far as a table can tell. No process may open 100,000
 * real ones without asking; these are real descriptor objects with numbers of their own.
 */
final class OpenConnections {

  /** Those of the JDK's and the program's files come first. */
  private static final int FIRST_NUMBER = 16;

  private OpenConnections() {}

  static FileDescriptor[] descriptors(int count) throws ReflectiveOperationException {
    Field number = FileDescriptor.class.getDeclaredField("fd");
    number.setAccessible(true);
    FileDescriptor[] descriptors = new FileDescriptor[count];
    for (int i = 0; i < count; i++) {
      descriptors[i] = new FileDescriptor();
      number.setInt(descriptors[i], FIRST_NUMBER + i);
    }
    return descriptors;
  }
}
