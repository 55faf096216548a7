package io.porteiro.agent.config;

/** One thing that is wrong with a configuration file. Immutable. */
public final class Mistake {

  private final String file;
  private final int line;
  private final int column;
  private final String key;
  private final String message;

  /**
   * @param line from 1; 0, as the column then, for the file as a whole
   * @param key with the keys that it is in, such as {@code policy.mode}; empty where there is none
   */
  Mistake(String file, int line, int column, String key, String message) {
    this.file = file;
    this.line = line;
    this.column = column;
    this.key = OptionReader.printable(key);
    this.message = OptionReader.printable(message);
  }

  /** Where it is: the lines that come before count most. */
  long place() {
    return (long) line << 32 | column;
  }

  /** {@code FILE:LINE:COLUMN: KEY: what is wrong and what would be right}, in one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file).append(": ");
    if (line > 0) {
      text.setLength(file.length());
      text.append(':').append(line).append(':').append(column).append(": ");
    }
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append(message).toString();
  }
}
