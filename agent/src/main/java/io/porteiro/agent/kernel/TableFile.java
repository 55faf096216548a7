package io.porteiro.agent.kernel;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Reads files row by row, through one buffer. Not safe for use by several threads. */
final class TableFile {

  /** The longest line that is looked at, in bytes; longer ones are skipped. */
  static final int MAX_LINE = 4096;

  /** The most lines that are read of one file. */
  static final int MAX_ROWS = 200_000;

  /** The most bytes that are read of one file. */
  static final int MAX_BYTES = 64 * 1024 * 1024;

  // no more than FileInputStream reads without allocating memory, and room for a page (which is
  // what the kernel's seq_file.c hands out at once) behind the longest line
  private final byte[] buffer = new byte[2 * MAX_LINE];
  private final Row row = new Row();

  /**
   * Passes each line that ends with a line feed, until {@code rows} is complete or the file ends.
   *
   * @return null, or a sentence that says why there is not all of it
   */
  String read(File file, Rows rows) {
    try (InputStream in = new FileInputStream(file)) {
      return read(in, rows) ? null : file + " is too long to be read to its end";
    } catch (FileNotFoundException e) {
      return "cannot read " + e.getMessage();
    } catch (IOException | RuntimeException e) {
      return "cannot read " + file + ": " + e;
    }
  }

  private boolean read(InputStream in, Rows rows) throws IOException {
    int kept = 0;
    int lines = 0;
    int total = 0;
    boolean tooLong = false;
    while (!rows.isComplete()) {
      int count = in.read(buffer, kept, buffer.length - kept);
      if (count < 0) {
        return true;
      }
      total += count;
      int end = kept + count;
      int line = 0;
      for (int i = kept; i < end; i++) {
        if (buffer[i] == '\n') {
          if (!tooLong && i - line <= MAX_LINE) {
            row.over(buffer, line, i);
            rows.take(row);
          }
          tooLong = false;
          line = i + 1;
          lines++;
        }
      }
      if (lines > MAX_ROWS || total > MAX_BYTES) {
        return false;
      }
      kept = end - line;
      if (kept > MAX_LINE) {
        tooLong = true;
        kept = 0;
      } else {
        System.arraycopy(buffer, line, buffer, 0, kept);
      }
    }
    return true;
  }
}
