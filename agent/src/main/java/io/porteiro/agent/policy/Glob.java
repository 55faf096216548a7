package io.porteiro.agent.policy;

/**
 * A pattern of names that have segments, such as classes or files. {@code *} stands for any
 * characters within a segment, none too; {@code ?} for one; {@code **} for any characters, across
 * segments too. A backslash makes the character after it stand for itself. Immutable.
 */
final class Glob {

  private static final int ONE = -1;
  private static final int STAR = -2;
  private static final int DEEP = -3;

  private final char separator;

  /** Characters, or one of the above. */
  private final int[] tokens;

  private Glob(char separator, int[] tokens) {
    this.separator = separator;
    this.tokens = tokens;
  }

  /** Of class names: {@code org.apache.kafka.**}. */
  static Glob ofClasses(String pattern) {
    return of(pattern, '.');
  }

  /** Of paths: {@code /run/app/*.sock}. */
  static Glob ofPaths(String pattern) {
    return of(pattern, '/');
  }

  private static Glob of(String pattern, char separator) {
    int[] tokens = new int[pattern.length()];
    int count = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean more = i + 1 < pattern.length();
      if (c == '\\' && more) {
        tokens[count++] = pattern.charAt(++i);
      } else if (c == '?') {
        tokens[count++] = ONE;
      } else if (c == '*' && more && pattern.charAt(i + 1) == '*') {
        tokens[count++] = DEEP;
        i++;
      } else {
        tokens[count++] = c == '*' ? STAR : c;
      }
    }
    return new Glob(separator, java.util.Arrays.copyOf(tokens, count));
  }

  /** The pattern of this name alone. */
  static String quoted(String name) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '*' || c == '?' || c == '\\') {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.toString();
  }

  /**
   * Goes on as far as it can, and back to the last star when it cannot, which then takes one
   * character more; to the last double star when that would have to cross a segment. An earlier
   * star need not be gone back to: what it could take, the later one can, or nobody.
   */
  boolean matches(String name) {
    int token = 0;
    int at = 0;
    int star = -1;
    int starAt = 0;
    int deep = -1;
    int deepAt = 0;
    while (true) {
      int kind = token < tokens.length ? tokens[token] : 0;
      if (token < tokens.length && kind == DEEP) {
        deep = token++;
        deepAt = at;
        star = -1;
      } else if (token < tokens.length && kind == STAR) {
        star = token++;
        starAt = at;
      } else if (at == name.length() && token == tokens.length) {
        return true;
      } else if (at < name.length() && token < tokens.length && accepts(kind, name.charAt(at))) {
        token++;
        at++;
      } else if (star >= 0 && starAt < name.length() && name.charAt(starAt) != separator) {
        at = ++starAt;
        token = star + 1;
      } else if (deep >= 0 && deepAt < name.length()) {
        at = ++deepAt;
        token = deep + 1;
        star = -1;
      } else {
        return false;
      }
    }
  }

  private boolean accepts(int token, char c) {
    return token == c || token == ONE && c != separator;
  }
}
