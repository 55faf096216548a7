package io.porteiro.demo.login;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection to the login service, run by a thread of its own.
 *
 * <p>RFC 1282: the client says who it is ({@link RloginHandshake}), the server answers a NUL byte,
 * and from there on both send data. A client that is asked also sends the size of its window
 * ({@link WindowSizeFilter}). Whatever a client does wrong ends its own session only.
 */
final class LoginSession implements Runnable {

  /** RFC 1282, "Screen/Window Size": this byte, sent out of band, asks for a message. */
  private static final int ASK_FOR_WINDOW_SIZE = 0x80;

  private final Socket socket;
  private final LoginLimits limits;
  private final Consumer<LoginSession> whenEnded;
  private final Instant since = Instant.now();
  private final WindowSizeFilter filter = new WindowSizeFilter();
  private volatile RloginHandshake who;
  private volatile long deadline;

  LoginSession(Socket socket, LoginLimits limits, Consumer<LoginSession> whenEnded) {
    this.socket = socket;
    this.limits = limits;
    this.whenEnded = whenEnded;
    this.deadline = System.nanoTime() + limits.handshake().toNanos();
  }

  @Override
  public void run() {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      RloginHandshake handshake = RloginHandshake.read(in);
      who = handshake;
      alive();
      out.write(greeting(handshake.serverUser()));
      socket.sendUrgentData(ASK_FOR_WINDOW_SIZE);
      echo(in, out);
    } catch (IOException e) {
      // The client left, was too slow or speaks something else: its connection is closed by now.
    } finally {
      whenEnded.accept(this);
    }
  }

  private void echo(InputStream in, OutputStream out) throws IOException {
    Echo echo = new Echo();
    byte[] chunk = new byte[1024];
    while (!echo.ended()) {
      int length = in.read(chunk);
      if (length < 0) {
        return;
      }
      out.write(echo.typed(filter.data(chunk, length)));
      alive();
    }
  }

  private static byte[] greeting(String user) {
    String text =
        "\0Welcome to the Porteiro demo, " + user + ".\r\nCtrl-D or a line \"exit\" ends.\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void alive() {
    deadline = System.nanoTime() + limits.idle().toNanos();
  }

  /** Whether the client has used up its time. */
  boolean isLate() {
    return System.nanoTime() - deadline > 0;
  }

  /** Ends the session from outside: a read or write that its thread is in fails. */
  void end() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to close.
    }
  }

  /** The session to show, or nothing as long as nobody is logged in. */
  Optional<LoginView> view() {
    return Optional.ofNullable(who)
        .map(
            known ->
                new LoginView(
                    known.serverUser(),
                    known.terminal(),
                    filter.window(),
                    socket.getInetAddress().getHostAddress() + ":" + socket.getPort(),
                    since));
  }
}
