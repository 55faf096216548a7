package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that is told to use up all file descriptors, keeps trying to accept, and counts how often
 * that failed.
 */
public final class Exhausted {

  private static final AtomicLong failures = new AtomicLong();

  private Exhausted() {}

  public static void main(String[] args) throws Exception {
    Server server = Servers.open(args[0], "127.0.0.1");
    Thread acceptor = new Thread(() -> accept(server), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("listening " + server.name());
    List<FileInputStream> files = new ArrayList<>();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("exhaust")) {
        // opened once so that all of this class's business is loaded
        files.add(new FileInputStream("/dev/null"));
        exhaust(files);
      } else if (line.equals("relax")) {
        for (FileInputStream file : files) {
          file.close();
        }
      } else if (line.equals("await failures")) {
        for (int i = 0; i < 3_000 && failures.get() < 3; i++) {
          // some other thread may have closed one meanwhile
          exhaust(files);
          Thread.sleep(10);
        }
      } else if (line.equals("count")) {
        System.out.println("failures " + failures);
      }
      System.out.println("done " + line);
    }
    System.exit(0);
  }

  private static void exhaust(List<FileInputStream> files) throws IOException {
    for (int i = 0; i < 100_000; i++) {
      try {
        files.add(new FileInputStream("/dev/null"));
      } catch (IOException full) {
        return;
      }
    }
    throw new IOException("no limit");
  }

  private static void accept(Server server) {
    while (true) {
      try {
        Conversation.start(server.accept());
      } catch (IOException e) {
        failures.incrementAndGet();
        try {
          Thread.sleep(50);
        } catch (InterruptedException end) {
          return;
        }
      }
    }
  }
}
