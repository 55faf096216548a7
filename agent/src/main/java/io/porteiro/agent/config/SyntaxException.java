package io.porteiro.agent.config;

/** Where a file stops being text, or YAML that is read here. */
final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1;

  /** From 1; 0 for the file as a whole. */
  final int line;

  /** From 1; 0 for the file as a whole. */
  final int column;

  SyntaxException(int line, int column, String message) {
    super(message);
    this.line = line;
    this.column = column;
  }
}
