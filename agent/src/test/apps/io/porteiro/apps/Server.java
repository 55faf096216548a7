package io.porteiro.apps;

import java.io.Closeable;
import java.io.IOException;

/** A listening socket; running it accepts until it is closed. */
abstract class Server implements Runnable, Closeable {

  /** The port's number, or a path. */
  abstract String name();

  /** Accepts one connection; null when there was none after all. */
  abstract Connection accept() throws IOException;

  /** Binds another socket to the same address; the exception that this must give, as text. */
  abstract String bindAgain() throws IOException;

  /** Closes it as a native library might: no method that others can know of is passed. */
  void closeNatively() throws Exception {
    throw new UnsupportedOperationException();
  }

  @Override
  public void run() {
    try {
      while (true) {
        Connection connection = accept();
        if (connection != null) {
          Conversation.start(connection);
        }
      }
    } catch (IOException closed) {
      // the end of every server
    }
  }
}
