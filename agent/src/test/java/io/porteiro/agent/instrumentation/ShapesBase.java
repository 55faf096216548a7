package io.porteiro.agent.instrumentation;

/** What {@code Shapes} inherits. */
public abstract class ShapesBase {

  protected String name;

  static int common = 3;

  private int hidden = 4;

  protected ShapesBase(String name) {
    this.name = name;
  }

  public int length() {
    return name.length() + hidden - common - 1;
  }

  static int ofNobody() {
    return common;
  }

  public abstract float ofFloat(boolean fails);

  @Override
  public String toString() {
    return name;
  }
}
