package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * A server of the API named first, on the address named second. Prints its port, then does what its
 * standard input says, and ends with it.
 */
public final class EchoServer {

  private EchoServer() {}

  public static void main(String[] args) throws Exception {
    Server server = Servers.open(args[0], args.length > 1 ? args[1] : "127.0.0.1");
    Thread acceptor = new Thread(server, "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("listening " + server.name());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "gc":
          System.gc();
          break;
        case "close":
          server.close();
          break;
        case "bind again":
          System.out.println(server.bindAgain());
          break;
        default:
          System.out.println("unknown " + line);
      }
      System.out.println("done " + line);
    }
    System.exit(0);
  }
}
