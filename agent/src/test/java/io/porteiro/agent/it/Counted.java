package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.opentest4j.TestAbortedException;

/**
 * Writes down each case that has passed, for the table of what is counted exactly: protocol, API
 * and JDK, and whether it was {@code exact} or {@code skipped}, as what it needs is not there.
 */
final class Counted {

  /** A test's whole case. */
  interface Case {

    void run() throws Exception;
  }

  private final Path file;

  /** Forgets what an earlier run has written under that name. */
  Counted(String name) {
    file = Path.of("target", "counted", name + ".tsv");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it; one that fails is not written down. */
  void exactly(String protocol, String api, Jdk jdk, Case all) throws Exception {
    try {
      all.run();
      write(protocol, api, jdk, "exact");
    } catch (TestAbortedException skipped) {
      write(protocol, api, jdk, "skipped");
      throw skipped;
    }
  }

  private void write(String protocol, String api, Jdk jdk, String how) throws IOException {
    String name = api.replace("netty-", "Netty ").replace("-", ", ");
    String line = String.join("\t", protocol, name, Integer.toString(jdk.version()), how);
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }
}
