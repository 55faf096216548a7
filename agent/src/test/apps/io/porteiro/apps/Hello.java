package io.porteiro.apps;

/** Ends as soon as a program can. */
public final class Hello {

  private Hello() {}

  public static void main(String[] args) {
    System.out.println("hello");
  }
}
