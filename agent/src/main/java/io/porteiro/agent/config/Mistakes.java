package io.porteiro.agent.config;

import io.porteiro.agent.policy.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is found wrong with one file while it is read. */
final class Mistakes {

  static final int MAX_KEPT = 1_000;

  private final String file;
  private final List<Mistake> all = new ArrayList<>();
  private int count;
  private boolean inPolicy;

  Mistakes(String file) {
    this.file = file;
  }

  /** How many there are, those too that are not kept. */
  int count() {
    return count;
  }

  /** Whether any is in the part of the file that says what may listen. */
  boolean inPolicy() {
    return inPolicy;
  }

  /** In the file's order; the first that were found, when there are very many. */
  List<Mistake> all() {
    List<Mistake> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(Mistake::place));
    return sorted;
  }

  void add(int line, int column, String key, String message) {
    count++;
    inPolicy |= key.equals("policy") || key.startsWith("policy.");
    if (all.size() < MAX_KEPT) {
      all.add(new Mistake(file, line, column, key, message));
    }
  }

  /** At a node's place. */
  void add(YamlNode at, String key, String message) {
    add(at.line, at.column, key, message);
  }

  /** A key that is none. */
  void addUnknown(YamlNode at, String key, String... accepted) {
    String name = key.substring(key.lastIndexOf('.') + 1);
    String nearest = Nearest.of(name, accepted);
    add(
        at,
        key,
        nearest == null
            ? "there is no such key; accepted: " + String.join(", ", accepted)
            : "there is no such key; did you mean '" + nearest + "'?");
  }

  /** A value that cannot be right. */
  void addValue(YamlNode at, String key, String form) {
    add(at, key, at.described() + " is not right; accepted: " + form);
  }
}
