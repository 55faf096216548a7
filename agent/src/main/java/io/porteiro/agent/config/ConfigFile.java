package io.porteiro.agent.config;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Rule;
import java.io.File;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A configuration file as it was when it was read: what it sets, and all that is wrong with it.
 * What is right holds, whatever else is wrong. Immutable.
 */
public final class ConfigFile {

  private final File file;
  private final FileContent content;
  private final Parts parts;
  private final List<Mistake> mistakes;
  private final int mistakeCount;
  private final boolean whole;
  private final boolean policySound;

  private ConfigFile(
      File file,
      FileContent content,
      Parts parts,
      List<Mistake> mistakes,
      int mistakeCount,
      boolean whole,
      boolean policySound) {
    this.file = file;
    this.content = content;
    this.parts = parts;
    this.mistakes = Collections.unmodifiableList(mistakes);
    this.mistakeCount = mistakeCount;
    this.whole = whole;
    this.policySound = policySound;
  }

  /** Reads it, in a moment and a little memory whatever it holds. Never throws. */
  public static ConfigFile read(File file) {
    return of(file, FileContent.of(file));
  }

  static ConfigFile of(File file, FileContent content) {
    Mistakes mistakes = new Mistakes(file.getPath());
    PolicyReader policy = new PolicyReader(file, mistakes);
    ConfigReader reader = new ConfigReader(mistakes, policy);
    boolean whole = read(content, reader, mistakes);
    return new ConfigFile(
        file,
        content,
        new Parts(reader.values(), reader.keys(), policy.rules()),
        mistakes.all(),
        mistakes.count(),
        whole,
        whole && !mistakes.inPolicy());
  }

  /** Whether it could be read to its end. */
  private static boolean read(FileContent content, ConfigReader reader, Mistakes mistakes) {
    YamlReader yaml = null;
    SyntaxException end = null;
    try {
      try {
        String text = content.text();
        yaml = new YamlReader();
        yaml.read(text);
      } catch (SyntaxException e) {
        end = e;
      }
      reader.read(yaml == null ? null : yaml.root(), end == null);
    } catch (RuntimeException | Error e) {
      // a library's mistake, or too little stack or memory, is not to stop an application
      end = new SyntaxException(0, 0, "cannot be read: " + e);
    }
    if (end != null) {
      String path = yaml == null || end.line == 0 ? "" : yaml.path();
      mistakes.add(end.line, end.column, path, end.getMessage());
    }
    return end == null;
  }

  /** What an earlier reading gave, with the mistakes of this one. */
  ConfigFile withPartsOf(ConfigFile earlier) {
    return new ConfigFile(file, content, earlier.parts, mistakes, mistakeCount, whole, policySound);
  }

  /** How many mistakes there are. */
  public int mistakeCount() {
    return mistakeCount;
  }

  /** What is wrong, in the file's order: everything, or the first thousand things. */
  public List<Mistake> mistakes() {
    return mistakes;
  }

  /** The keys that it has, in its order. */
  public List<String> keys() {
    return parts.keys;
  }

  /** What is expected; null when there is no list. */
  public List<Rule> rules() {
    return parts.rules;
  }

  /** What is done about what is not expected, as far as the file says. */
  public Mode mode() {
    String label = get(OptionKey.POLICY_MODE.key);
    return label == null ? Mode.OBSERVE : Mode.of(label);
  }

  /** The value of a key by the name that arguments have; null when it is not set. */
  String get(String key) {
    return parts.values.get(key);
  }

  /** All values. */
  Map<String, String> values() {
    return parts.values;
  }

  File file() {
    return file;
  }

  /** Whether it holds this still. */
  boolean has(FileContent other) {
    return content.equals(other);
  }

  /** Whether it could be read to its end. */
  boolean isWhole() {
    return whole;
  }

  /** Whether the list of what is expected is as its author meant it. */
  boolean isPolicySound() {
    return policySound;
  }

  /** What holds. */
  private static final class Parts {

    final Map<String, String> values;
    final List<String> keys;
    final List<Rule> rules;

    Parts(Map<String, String> values, List<String> keys, List<Rule> rules) {
      this.values = values;
      this.keys = keys;
      this.rules = rules;
    }
  }
}
