package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down each case that has passed, for the table of what is counted exactly. */
final class Counted {

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

  /** Said at the end of a case, when nothing can go wrong any more. */
  void exactly(String protocol, String api, Jdk jdk) {
    String line =
        protocol
            + "\t"
            + api.replace("netty-", "Netty ").replace("-", ", ")
            + "\t"
            + jdk.version()
            + "\n";
    try {
      Files.writeString(file, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
