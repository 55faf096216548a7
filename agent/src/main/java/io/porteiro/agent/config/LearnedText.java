package io.porteiro.agent.config;

import io.porteiro.agent.policy.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The text of a configuration file with more rules in its list. What is there stays as it is, with
 * its comments and its other keys; a new rule comes before the first that is greater.
 */
final class LearnedText {

  private static final String HEAD =
      "# What listened while the agent was told to learn. Read it, take out what should not be, and"
          + " give it\n# to the agent as its configuration.\n";

  private final String text;
  private final YamlNode root;

  LearnedText(String text) throws SyntaxException {
    YamlReader yaml = new YamlReader();
    yaml.read(text);
    this.text = text;
    this.root = yaml.root();
  }

  /**
   * @param present the rules of the list there is, in its order
   */
  String with(LearnedRules learned, List<Rule> present) throws IOException {
    YamlNode policy = root == null || !root.isMap() ? null : root.get("policy");
    YamlNode list = policy == null ? null : policy.get("expected");
    if (policy == null) {
      return appended(learned);
    }
    if (list == null || list.flow) {
      throw new IOException("its policy has no list 'expected' with a line for each rule");
    }
    return inserted(learned, list, present);
  }

  private String appended(LearnedRules learned) {
    StringBuilder whole = new StringBuilder(text.isEmpty() ? HEAD : text);
    if (whole.charAt(whole.length() - 1) != '\n') {
      whole.append('\n');
    }
    whole.append("policy:\n  expected:\n");
    for (Rule rule : learned.rules()) {
      whole.append(learned.line(rule, "    "));
    }
    return whole.toString();
  }

  private String inserted(LearnedRules learned, YamlNode list, List<Rule> present) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)", -1)));
    String last = lines.get(lines.size() - 1);
    if (last.isEmpty()) {
      lines.remove(lines.size() - 1);
    } else if (!last.endsWith("\n")) {
      lines.set(lines.size() - 1, last + "\n");
    }
    StringBuilder indent = new StringBuilder();
    while (indent.length() < list.column - 1) {
      indent.append(' ');
    }
    StringBuilder whole = new StringBuilder();
    Iterator<Rule> rules = learned.rules().iterator();
    Rule next = rules.next();
    int line = 0;
    for (int i = 0; i < present.size(); i++) {
      int start = list.items.get(i).line - 1;
      while (line < start) {
        whole.append(lines.get(line++));
      }
      while (next != null && next.compareTo(present.get(i)) < 0) {
        whole.append(learned.line(next, indent.toString()));
        next = rules.hasNext() ? rules.next() : null;
      }
    }
    do {
      whole.append(lines.get(line++));
    } while (line < lines.size() && isInside(lines.get(line), indent.length()));
    while (next != null) {
      whole.append(learned.line(next, indent.toString()));
      next = rules.hasNext() ? rules.next() : null;
    }
    while (line < lines.size()) {
      whole.append(lines.get(line++));
    }
    return whole.toString();
  }

  /** Whether a line goes on with what began in a column. */
  private static boolean isInside(String line, int column) {
    int blanks = 0;
    while (blanks < line.length() && line.charAt(blanks) == ' ') {
      blanks++;
    }
    return blanks > column && !line.trim().isEmpty() && line.charAt(blanks) != '#';
  }
}
