package io.porteiro.apps;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Listens, and after a line of input starts another JVM for the program that its arguments name,
 * with this one's environment, input and output; ends as that ends. The other's errors go to the
 * file that the system property {@code err} names, if any.
 */
public final class Parent {

  private Parent() {}

  public static void main(String[] args) throws Exception {
    Server server = Servers.open("ServerSocket", new InetSocketAddress("127.0.0.1", 0), 1);
    System.out.println("parent " + server.name());
    // not a byte more than the line: the rest is the other's
    for (int b = System.in.read(); b >= 0 && b != '\n'; b = System.in.read()) {
      // its text does not matter
    }
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    String err = System.getProperty("err");
    if (err != null) {
      builder.redirectError(new File(err));
    }
    System.exit(builder.start().waitFor());
  }
}
