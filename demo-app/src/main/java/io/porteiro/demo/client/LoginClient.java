package io.porteiro.demo.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One rlogin connection (RFC 1282) to the login service, from the client's side. */
final class LoginClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 3000;

  /** More than a greeting and an echo are never expected at once, in bytes. */
  private static final int MAX_ANSWER = 4096;

  private final Socket socket;
  private final InputStream in;

  private LoginClient(Socket socket) throws IOException {
    this.socket = socket;
    this.socket.setSoTimeout(TIMEOUT_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects, from a local port of the system's choice if {@code localPort} is 0. */
  static LoginClient connect(InetSocketAddress server, int localPort) throws IOException {
    Socket socket = new Socket();
    try {
      if (localPort != 0) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(server.getAddress(), localPort));
      }
      socket.connect(server, TIMEOUT_MILLIS);
      return new LoginClient(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int localPort() {
    return socket.getLocalPort();
  }

  /** Says who the user is; the server answers a NUL byte. */
  void login(String user) throws IOException {
    send("\0" + user + "\0" + user + "\0xterm/38400\0");
    if (in.read() != 0) {
      throw new ProtocolException("an rlogin server answers a NUL byte first");
    }
  }

  /** Types a line and waits until its echo has come. */
  void say(String line) throws IOException {
    send(line + "\r");
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().contains(line + "\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (answer.length() == MAX_ANSWER) {
        throw new ProtocolException("no echo of what was typed");
      }
      answer.append((char) b);
    }
  }

  /**
   * Types {@code exit} and waits for the server to close the connection.
   *
   * <p>The side that closes first keeps the connection's addresses busy for a while. The server
   * does not mind, but a client could not use its reserved port again so soon.
   */
  void exit() throws IOException {
    send("exit\r");
    for (int left = MAX_ANSWER; in.read() >= 0; left--) {
      if (left == 0) {
        throw new ProtocolException("the server does not end the session");
      }
    }
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
