package io.porteiro.demo.login;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/**
 * What an rlogin client says first.
 *
 * <p>RFC 1282, "Connection Establishment": the client sends four strings, each ended by a NUL byte.
 * The first is empty; the user's name on the client, the user's name on the server and {@code
 * terminal-type/speed} follow:
 *
 * <pre>NUL bostic NUL kbostic NUL vt100/9600 NUL</pre>
 *
 * <p>What is read here can be shown on a terminal: bytes that do not print have become {@code '?'}.
 *
 * @param clientUser the name of the user on the client's host
 * @param serverUser the name to log in as
 * @param terminal the terminal's type and speed
 */
public record RloginHandshake(String clientUser, String serverUser, String terminal) {

  /** The longest of the strings that is accepted, in bytes. */
  static final int MAX_FIELD = 64;

  /**
   * Reads the four strings, and not one byte more.
   *
   * @throws ProtocolException when the other side does not speak rlogin
   */
  static RloginHandshake read(InputStream in) throws IOException {
    if (readByte(in) != 0) {
      throw new ProtocolException("an rlogin client sends a NUL byte first");
    }
    String clientUser = readField(in);
    String serverUser = readField(in);
    String terminal = readField(in);
    if (serverUser.isEmpty()) {
      throw new ProtocolException("no user name to log in as");
    }
    return new RloginHandshake(clientUser, serverUser, terminal);
  }

  private static String readField(InputStream in) throws IOException {
    StringBuilder field = new StringBuilder();
    for (int b = readByte(in); b != 0; b = readByte(in)) {
      if (field.length() == MAX_FIELD) {
        throw new ProtocolException("a string longer than " + MAX_FIELD + " bytes");
      }
      field.append(b >= ' ' && b < 0x7F ? (char) b : '?');
    }
    return field.toString();
  }

  private static int readByte(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the client left before it said who it is");
    }
    return b;
  }
}
