package io.porteiro.apps;

import java.io.IOException;

/** An accepted connection of whatever API. */
interface Connection {

  /** The next byte, or -1 at the end. */
  int read() throws IOException;

  void write(int b) throws IOException;

  void shutdownOutput() throws IOException;

  void close() throws IOException;

  /** Another way to close the same connection, where there is one. */
  default void closeOtherwise() throws IOException {
    close();
  }
}
