package io.porteiro.agent.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for terminals. */
final class Text {

  private Text() {}

  /** In one line, with nothing in it that a terminal would obey: names are the application's. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
    }
    return line.toString();
  }

  /** Columns as wide as they must be, the last as it is; a dash for what is empty. */
  static List<String> table(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] == null || row[i].isEmpty() ? "-" : line(row[i]);
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        for (int pad = row[i].length(); i < row.length - 1 && pad < widths[i] + 2; pad++) {
          line.append(' ');
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
