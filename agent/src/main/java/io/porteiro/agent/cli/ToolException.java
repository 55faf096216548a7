package io.porteiro.agent.cli;

/** What cannot be done, and why, in one line for the one who asked. */
final class ToolException extends Exception {

  private static final long serialVersionUID = 1;

  ToolException(String message) {
    super(message);
  }
}
