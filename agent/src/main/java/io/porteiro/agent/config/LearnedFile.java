package io.porteiro.agent.config;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;

/**
 * The file that what listened is written to: a configuration with a list of what is expected, for a
 * user to review. What is in it from earlier runs stays; it is written anew, whole or not at all,
 * when something listens that its list does not cover. A file that is not right, or would not be,
 * is left alone. Safe for use by several threads.
 */
public final class LearnedFile {

  private final File file;

  public LearnedFile(File file) {
    this.file = file;
  }

  /**
   * Adds what is missing.
   *
   * @return whether anything was
   * @throws IOException when the file cannot be read, understood or written; the message is for
   *     users
   */
  public synchronized boolean add(Collection<LearnedDoor> doors) throws IOException {
    try {
      String old = file.exists() ? FileContent.of(file).text() : "";
      ConfigFile known = checked(old);
      LearnedRules missing = new LearnedRules(policy(known), doors);
      if (missing.isEmpty()) {
        return false;
      }
      String now = new LearnedText(old).with(missing, policy(known).rules());
      if (!new LearnedRules(policy(checked(now)), doors).isEmpty()) {
        throw new IOException("its list cannot be written to");
      }
      write(now.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException | SyntaxException | RuntimeException e) {
      throw new IOException("policy.learn: " + file + " was not written: " + e.getMessage(), e);
    }
  }

  private ConfigFile checked(String text) throws IOException {
    ConfigFile config = ConfigFile.of(file, FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
    if (!config.mistakes().isEmpty()) {
      throw new IOException(config.mistakes().get(0).toString());
    }
    return config;
  }

  private static Policy policy(ConfigFile config) {
    return Policy.of(
        Mode.OBSERVE, config.rules() == null ? Collections.emptyList() : config.rules());
  }

  private void write(byte[] bytes) throws IOException {
    // where a link leads to, so that the link stays
    File target = file.getCanonicalFile();
    // several JVMs may learn into one file
    File part = new File(target.getPath() + '.' + Long.toHexString(System.nanoTime()) + ".part");
    try {
      try (FileOutputStream out = new FileOutputStream(part)) {
        out.write(bytes);
        out.getFD().sync();
      }
      if (!part.renameTo(target)) {
        throw new IOException("cannot be replaced");
      }
    } finally {
      part.delete();
    }
  }
}
