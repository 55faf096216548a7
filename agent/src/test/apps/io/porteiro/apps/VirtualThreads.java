package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server of the API named first that is opened, accepts, talks and closes on virtual threads
 * alone. Prints its port and ends with its standard input.
 */
public final class VirtualThreads {

  private VirtualThreads() {}

  public static void main(String[] args) throws Exception {
    // by reflection, as the rest compiles for 8
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    threads.submit(
        () -> {
          Server server = Servers.open(args[0], new InetSocketAddress("127.0.0.1", 0), 200);
          names.add(server.name());
          while (true) {
            threads.execute(new Conversation(server.accept()));
          }
        });
    System.out.println("listening " + names.take());
    BufferedReader end = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    while (end.readLine() != null) {
      // until its input ends
    }
    System.exit(0);
  }
}
