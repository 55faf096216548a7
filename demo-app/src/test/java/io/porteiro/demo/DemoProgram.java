package io.porteiro.demo;

import java.io.IOException;
import java.time.Duration;

/** The demo as a program of its own, on ports of the system's choice and with hurried clients. */
public final class DemoProgram {

  private DemoProgram() {}

  static Setup setup() {
    return new Setup(new Ports(0, 0, 0, 0), Sockets.loopback(), Duration.ofMillis(20));
  }

  public static void main(String[] args) throws OptionException, IOException {
    Options options = Options.parse(args);
    Main.serve(Demo.open(options, setup(), System.out::println), options);
  }
}
