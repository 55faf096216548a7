package io.porteiro.agent.policy;

/** Writes a string so that YAML reads it as that string, wherever it stands. */
final class Yaml {

  private static final String PLAIN = "_./:$@%+-*";

  private Yaml() {}

  static String scalar(String text) {
    return isPlain(text) ? text : quoted(text);
  }

  private static boolean isPlain(String text) {
    boolean plain = !text.isEmpty() && isLetterOrDigit(text.charAt(0)) && !text.endsWith(":");
    for (int i = 0; i < text.length(); i++) {
      plain &= isLetterOrDigit(text.charAt(i)) || PLAIN.indexOf(text.charAt(i)) >= 0;
    }
    return plain;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
