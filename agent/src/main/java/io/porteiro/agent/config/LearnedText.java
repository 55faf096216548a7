package io.porteiro.agent.config;

import io.porteiro.agent.policy.Rule;
import java.io.IOException;
import java.util.Collections;
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
    String[] lines = (text.endsWith("\n") ? text : text + '\n').split("(?<=\n)");
    int[] starts = starts(list, lines);
    String indent = String.join("", Collections.nCopies(list.column - 1, " "));
    StringBuilder whole = new StringBuilder();
    int line = 0;
    int item = 0;
    for (Rule rule : learned.rules()) {
      while (item < present.size() && present.get(item).compareTo(rule) < 0) {
        item++;
      }
      line = copy(lines, line, starts[item], whole);
      whole.append(learned.line(rule, indent));
    }
    copy(lines, line, lines.length, whole);
    return whole.toString();
  }

  private static int copy(String[] lines, int from, int to, StringBuilder whole) {
    for (int line = from; line < to; line++) {
      whole.append(lines[line]);
    }
    return to;
  }

  /** The line, from 0, of each rule, and then of what comes after the last one. */
  private static int[] starts(YamlNode list, String[] lines) {
    int[] starts = new int[list.items.size() + 1];
    for (int i = 0; i < list.items.size(); i++) {
      starts[i] = list.items.get(i).line - 1;
    }
    int end = starts[list.items.size() - 1] + 1;
    while (end < lines.length && isInside(lines[end], list.column - 1)) {
      end++;
    }
    starts[list.items.size()] = end;
    return starts;
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
