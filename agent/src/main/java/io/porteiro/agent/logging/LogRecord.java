package io.porteiro.agent.logging;

/** What the libraries make before they log; nothing of it is kept. */
public final class LogRecord {

  public LogRecord(Level level, String message) {}

  public void setLoggerName(String name) {}

  public void setSourceClassName(String name) {}

  public void setSourceMethodName(String name) {}

  public void setThrown(Throwable thrown) {}
}
