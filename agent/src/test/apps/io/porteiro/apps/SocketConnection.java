package io.porteiro.apps;

import java.io.IOException;
import java.net.Socket;

/** A connection of {@code java.net}. */
final class SocketConnection implements Connection {

  private final Socket socket;

  SocketConnection(Socket socket) {
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    return socket.getInputStream().read();
  }

  @Override
  public void write(int b) throws IOException {
    socket.getOutputStream().write(b);
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public void closeOtherwise() throws IOException {
    socket.getInputStream().close();
  }
}
