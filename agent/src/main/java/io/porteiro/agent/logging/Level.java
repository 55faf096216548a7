package io.porteiro.agent.logging;

/** The levels that the libraries name. */
public final class Level {

  public static final Level SEVERE = new Level();
  public static final Level WARNING = new Level();
  public static final Level INFO = new Level();
  public static final Level FINE = new Level();
  public static final Level FINEST = new Level();

  private Level() {}
}
