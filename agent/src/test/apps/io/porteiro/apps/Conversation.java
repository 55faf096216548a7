package io.porteiro.apps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a server does with a connection: the client's first byte says how it is to end. */
final class Conversation implements Runnable {

  private static final List<Connection> kept = Collections.synchronizedList(new ArrayList<>());

  private Connection connection;

  Conversation(Connection connection) {
    this.connection = connection;
  }

  static void start(Connection connection) {
    Thread thread = new Thread(new Conversation(connection), "conversation");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      int code = connection.read();
      if (code >= 0) {
        connection.write(code);
      }
      end(code);
    } catch (IOException gone) {
      closeQuietly(connection);
    }
  }

  private void end(int code) throws IOException {
    switch (code) {
      case 'C':
        connection.close();
        break;
      case 'D':
        connection.close();
        connection.close();
        break;
      case 'T':
        closeByTwo(connection);
        break;
      case 'S':
        connection.closeOtherwise();
        connection.close();
        break;
      case 'H':
        connection.shutdownOutput();
        untilEnd(false);
        connection.close();
        break;
      case 'N':
        kept.add(connection);
        break;
      case 'G':
        connection = null;
        break;
      default:
        untilEnd(true);
        connection.close();
    }
  }

  private void untilEnd(boolean echo) throws IOException {
    for (int b = connection.read(); b >= 0; b = connection.read()) {
      if (echo) {
        connection.write(b);
      }
    }
  }

  private static void closeByTwo(Connection connection) {
    Thread other = new Thread(() -> closeQuietly(connection));
    other.start();
    closeQuietly(connection);
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (IOException ignored) {
      // it is closed all the same
    }
  }
}
