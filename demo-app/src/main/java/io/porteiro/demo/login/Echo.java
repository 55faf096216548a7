package io.porteiro.demo.login;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The "shell" of a login session: gives every byte back, until Ctrl-D or a line {@code exit}.
 *
 * <p>An rlogin terminal sends a carriage return for the Enter key and needs a line feed to go with
 * it, so a carriage return is answered by both. Not for use by several threads.
 */
final class Echo {

  private static final int CTRL_D = 0x04;

  /** So much of a line is remembered, to see whether it is {@code exit}. */
  private static final int MAX_LINE = 16;

  private final StringBuilder line = new StringBuilder();
  private boolean afterReturn;
  private boolean ended;

  /** Returns what the user is to see after these bytes were typed. */
  byte[] typed(byte[] data) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream(data.length + 16);
    for (int i = 0; i < data.length && !ended; i++) {
      byte b = data[i];
      switch (b) {
        case CTRL_D -> end(seen);
        case '\r' -> endLine(seen);
        case '\n' -> {
          if (!afterReturn) {
            endLine(seen);
          }
        }
        default -> {
          seen.write(b);
          if (line.length() < MAX_LINE) {
            line.append((char) (b & 0xFF));
          }
        }
      }
      afterReturn = b == '\r';
    }
    return seen.toByteArray();
  }

  /** Whether the user asked to end the session. */
  boolean ended() {
    return ended;
  }

  private void endLine(ByteArrayOutputStream seen) {
    seen.writeBytes(new byte[] {'\r', '\n'});
    if (line.length() < MAX_LINE && line.toString().strip().equals("exit")) {
      end(seen);
    }
    line.setLength(0);
  }

  private void end(ByteArrayOutputStream seen) {
    seen.writeBytes("bye\r\n".getBytes(StandardCharsets.US_ASCII));
    ended = true;
  }
}
