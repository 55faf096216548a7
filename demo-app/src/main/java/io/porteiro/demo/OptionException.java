package io.porteiro.demo;

/** A wrong option on the command line; the message names it and says what is accepted. */
final class OptionException extends Exception {

  private static final long serialVersionUID = 1L;

  OptionException(String message) {
    super(message);
  }
}
