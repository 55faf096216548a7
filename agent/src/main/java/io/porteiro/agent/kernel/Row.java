package io.porteiro.agent.kernel;

/**
 * A cursor over the bytes of one line. A field that is not what it should be makes the row
 * malformed, whatever is read after it. Used over and over; allocates nothing.
 */
final class Row {

  private byte[] bytes;
  private int start;
  private int position;
  private int end;
  private boolean malformed;

  /** Starts at the first of these bytes. */
  void over(byte[] line, int from, int to) {
    bytes = line;
    start = from;
    end = to;
    restart();
  }

  /** Goes back to the first byte. */
  void restart() {
    position = start;
    malformed = false;
  }

  boolean isMalformed() {
    return malformed;
  }

  boolean isAtEnd() {
    return position == end;
  }

  /** Whether this is the next byte. */
  boolean isAt(char c) {
    return position < end && bytes[position] == c;
  }

  /** Passes this byte, which must be the next one. */
  void pass(char c) {
    if (isAt(c)) {
      position++;
    } else {
      malformed = true;
    }
  }

  void passBlanks() {
    while (isAt(' ')) {
      position++;
    }
  }

  /** Passes blanks, and what there is up to the next one. */
  void passField() {
    passBlanks();
    while (position < end && bytes[position] != ' ') {
      position++;
    }
  }

  /** Passes a field that ends with this byte and has it nowhere else. */
  void passField(char last) {
    while (position < end && bytes[position] != ' ' && bytes[position] != last) {
      position++;
    }
    pass(last);
  }

  /** Passes this text, if it is next. */
  boolean passText(String text) {
    int length = text.length();
    if (end - position < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[position + i] != text.charAt(i)) {
        return false;
      }
    }
    position += length;
    return true;
  }

  /** Reads exactly so many hexadecimal digits, at most 15. */
  long hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = position < end ? Character.digit((char) (bytes[position] & 0xff), 16) : -1;
      if (digit < 0) {
        malformed = true;
        return 0;
      }
      value = value << 4 | digit;
      position++;
    }
    return value;
  }

  /** Reads a decimal number up to a blank or the end. */
  long decimal() {
    return decimal(' ');
  }

  /** Reads a decimal number up to this byte or the end. */
  long decimal(char last) {
    passBlanks();
    int first = position;
    long value = 0;
    while (position < end && bytes[position] != last) {
      int digit = bytes[position] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        malformed = true;
        return 0;
      }
      value = value * 10 + digit;
      position++;
    }
    if (position == first) {
      malformed = true;
    }
    return value;
  }

  /** Copies what is left, as far as there is room, and says how many bytes. */
  int rest(byte[] into, int offset) {
    int count = Math.min(end - position, into.length - offset);
    System.arraycopy(bytes, position, into, offset, count);
    return count;
  }
}
