package io.porteiro.agent.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** What a file held when it was read, or why it was not. Immutable. */
final class FileContent {

  /** A configuration has a hundredth of it. */
  static final int MAX_BYTES = 1 << 20;

  private final byte[] bytes;

  /** Null when it was read. */
  private final String problem;

  private FileContent(byte[] bytes, String problem) {
    this.bytes = bytes;
    this.problem = problem;
  }

  /** Reads it once, from one opening: a file that is replaced meanwhile is the old or the new. */
  static FileContent of(File file) {
    try {
      if (!file.exists()) {
        return unread("there is no such file");
      }
      // opening a pipe would wait for somebody to write to it
      if (!file.isFile()) {
        return unread("is not a regular file");
      }
      if (file.length() > MAX_BYTES) {
        return tooLarge();
      }
      try (InputStream in = new FileInputStream(file)) {
        return of(bytes(in));
      }
    } catch (IOException | RuntimeException e) {
      return unread("cannot be read: " + e.getMessage());
    }
  }

  /** All, or a few more than there may be. */
  private static byte[] bytes(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0 && bytes.size() <= MAX_BYTES; n = in.read(buffer)) {
      bytes.write(buffer, 0, n);
    }
    return bytes.toByteArray();
  }

  static FileContent of(byte[] bytes) {
    return bytes.length > MAX_BYTES ? tooLarge() : new FileContent(bytes, null);
  }

  private static FileContent tooLarge() {
    return unread("has more than " + MAX_BYTES + " bytes");
  }

  private static FileContent unread(String problem) {
    return new FileContent(new byte[0], problem);
  }

  /** The text, which is UTF-8, without a byte order mark. */
  String text() throws SyntaxException {
    if (problem != null) {
      throw new SyntaxException(0, 0, problem);
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    chars.flip();
    String text = chars.toString();
    for (int i = 0; i < text.length(); i++) {
      if (!isText(text.charAt(i))) {
        String code = String.format("U+%04X", (int) text.charAt(i));
        throw at(text, i, "the character " + code + "; accepted: text");
      }
    }
    if (result.isError()) {
      throw at(text, text.length(), "a byte that is not UTF-8; accepted: text in UTF-8");
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static boolean isText(char c) {
    return !Character.isISOControl(c) && c < '\ufffe'
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || c == '\u0085';
  }

  private static SyntaxException at(String text, int index, String message) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new SyntaxException(line, text.codePointCount(start, index) + 1, message);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof FileContent)) {
      return false;
    }
    FileContent that = (FileContent) other;
    return Arrays.equals(bytes, that.bytes) && Objects.equals(problem, that.problem);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
