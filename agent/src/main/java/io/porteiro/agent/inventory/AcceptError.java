package io.porteiro.agent.inventory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;

/** Why an accept failed. */
public enum AcceptError {
  /** EMFILE or ENFILE of accept(2): no descriptor is left. */
  TOO_MANY_FILES,
  /** ECONNABORTED: the peer went away before it was accepted. */
  ABORTED,
  /** Anything else. */
  OTHER;

  /** The name in metrics, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the negative number of Linux's that an accept(2) ended with. */
  static AcceptError of(int error) {
    switch (error) {
      case -23: // ENFILE
      case -24: // EMFILE
        return TOO_MANY_FILES;
      case -103: // ECONNABORTED
        return ABORTED;
      default:
        return OTHER;
    }
  }

  /** Null for what is no failure: a timeout, or a call that never reached the system. */
  static AcceptError of(Throwable thrown) {
    if (!(thrown instanceof IOException) || thrown instanceof InterruptedIOException) {
      return null;
    }
    String message = String.valueOf(thrown.getMessage());
    if (message.contains("Too many open files")) {
      return TOO_MANY_FILES;
    }
    return message.contains("connection abort") ? ABORTED : OTHER;
  }
}
