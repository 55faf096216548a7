package io.porteiro.agent.instrumentation;

import java.util.List;

/** Methods of many shapes, for the weaver. Instances describe themselves by their name. */
public class Shapes extends ShapesBase implements Comparable<Shapes> {

  private final long total;

  public Shapes(boolean first, long number) {
    super(first ? "one" : "two");
    long sum = 0;
    for (int i = 0; i < number; i++) {
      sum += i;
    }
    if (number < 0) {
      throw new IllegalArgumentException("negative");
    }
    number = -1;
    total = sum;
  }

  public Shapes(String name) {
    super(name);
    total = -1;
  }

  /** Changes every argument, loops, and ends in three ways. */
  public int overwrites(int a, long b, double c, float d, String e, boolean f, byte[] g) {
    for (int i = 0; i < 3; i++) {
      a += i;
      b *= 2;
      c = -c;
      d++;
      e = e.concat("!");
      f = !f;
      g = new byte[i];
    }
    if (a > 100) {
      return -1;
    }
    String text = e;
    e = null;
    if (b < 0) {
      throw new IllegalStateException(text);
    }
    return a + text.length() + g.length + (f ? 1 : 0) + (int) (c + d);
  }

  public static long isStatic(long a, Object b, double c) {
    long result = a;
    a = 0;
    b = null;
    return b == null ? result + (long) c : a;
  }

  /** Catches some of what it throws, and cleans up after the rest. */
  public String catches(int kind) {
    StringBuilder said = new StringBuilder();
    try {
      try {
        if (kind == 1) {
          throw new IllegalStateException("caught");
        } else if (kind == 2) {
          throw new UnsupportedOperationException("not caught");
        }
        return said.append("in").toString();
      } catch (IllegalStateException e) {
        kind = -1;
        return said.append(e.getMessage()).toString();
      }
    } finally {
      said.append(" and finally");
      name = said.toString();
    }
  }

  public synchronized double locked(double value) {
    if (value < 0) {
      throw new ArithmeticException("negative");
    }
    return Math.sqrt(value);
  }

  public void returnsNothing(List<Object> list) {
    if (list.isEmpty()) {
      return;
    }
    list.clear();
  }

  public float ofFloat(boolean fails) {
    return fails ? fail() : 1.5f;
  }

  public boolean ofBoolean(boolean fails) {
    return fails ? fail() > 0 : true;
  }

  public long ofLong(boolean fails) {
    return fails ? (long) fail() : 6_000_000_000L;
  }

  public double ofDouble(boolean fails) {
    return fails ? fail() : 2.5;
  }

  public Object ofObject(boolean fails) {
    return fails ? fail() : "three";
  }

  public short ofShort(boolean fails) {
    return fails ? (short) fail() : 4;
  }

  @Override
  public int compareTo(Shapes other) {
    return name.compareTo(other.name);
  }

  private static float fail() {
    throw new IllegalStateException("failed");
  }
}
