package io.porteiro.demo.login;

import java.io.ByteArrayOutputStream;

/**
 * Takes the window-size messages out of what an rlogin client sends.
 *
 * <p>RFC 1282, "Screen/Window Size": twelve bytes in the middle of the data, the cookie {@code FF
 * FF 's' 's'} and four 16-bit numbers in network order: rows, columns, and the pixels in X and Y.
 * The bytes may arrive in any number of pieces, so a filter belongs to one connection and remembers
 * where it is. Not for use by several threads, but for {@link #window()}.
 */
final class WindowSizeFilter {

  private static final byte[] COOKIE = {(byte) 0xFF, (byte) 0xFF, 's', 's'};
  private static final int SIZES = 8;

  private final byte[] sizes = new byte[SIZES];

  /** How many bytes of the cookie, and then of the sizes, have been seen. */
  private int seen;

  private volatile String window = "";

  /** Returns the bytes that are data: all but the window-size messages, in the order they came. */
  byte[] data(byte[] chunk, int length) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(length);
    for (int i = 0; i < length; i++) {
      accept(chunk[i], data);
    }
    return data.toByteArray();
  }

  /** The latest size as {@code columns x rows}, or an empty string before the first message. */
  String window() {
    return window;
  }

  private void accept(byte b, ByteArrayOutputStream data) {
    if (seen >= COOKIE.length) {
      sizes[seen++ - COOKIE.length] = b;
      if (seen == COOKIE.length + SIZES) {
        window = number(2) + " x " + number(0);
        seen = 0;
      }
      return;
    }
    // Not the cookie after all: its first bytes were data. After FF FF, one more FF makes the
    // first of the three data, and the cookie may begin with the second.
    while (seen > 0 && b != COOKIE[seen]) {
      data.write(COOKIE[0]);
      seen = shorterMatch(data);
    }
    if (b == COOKIE[seen]) {
      seen++;
    } else {
      data.write(b);
    }
  }

  /** Having given up the first byte of a match, gives up all that cannot begin a cookie. */
  private int shorterMatch(ByteArrayOutputStream data) {
    if (seen < 3) {
      return seen - 1;
    }
    // FF FF 's': what is left is FF 's', which begins no cookie.
    data.write(COOKIE, 1, 2);
    return 0;
  }

  private int number(int at) {
    return (sizes[at] & 0xFF) << 8 | sizes[at + 1] & 0xFF;
  }
}
