package io.porteiro.agent.config;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Nearest;
import io.porteiro.agent.policy.Rule;
import io.porteiro.agent.policy.RuleException;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the part of a file that says what may listen. */
final class PolicyReader {

  private static final String PATH = "policy";
  private static final String EXPECTED = "policy.expected";

  private final File file;
  private final Mistakes mistakes;
  private List<Rule> rules;

  PolicyReader(File file, Mistakes mistakes) {
    this.file = file;
    this.mistakes = mistakes;
  }

  /** What is expected; null when there is no list. */
  List<Rule> rules() {
    return rules;
  }

  void read(YamlNode node, Map<String, String> values) {
    if (!node.isMap()) {
      mistakes.addValue(node, PATH, "a map with mode, expected and learn");
      return;
    }
    for (Map.Entry<YamlNode, YamlNode> entry : new UniqueKeys(node, PATH, mistakes)) {
      read(entry.getKey(), entry.getValue(), values);
    }
  }

  /** A mode that does something about what is not expected needs to know what is. */
  void checkMode(YamlNode node, Map<String, String> values) {
    YamlNode mode = node.get("mode");
    String label = values.get(OptionKey.POLICY_MODE.key);
    if (mode != null
        && node.get("expected") == null
        && label != null
        && Mode.of(label) != Mode.OBSERVE) {
      mistakes.add(
          mode,
          OptionKey.POLICY_MODE.key,
          "'" + label + "' judges nothing; accepted: together with a list policy.expected");
    }
  }

  private void read(YamlNode key, YamlNode value, Map<String, String> values) {
    switch (key.text) {
      case "mode":
        mode(value, values);
        break;
      case "expected":
        expected(value);
        break;
      case "learn":
        learn(value, values);
        break;
      default:
        mistakes.addUnknown(key, PATH + '.' + key.text, "mode", "expected", "learn");
    }
  }

  private void mode(YamlNode value, Map<String, String> values) {
    String key = OptionKey.POLICY_MODE.key;
    if (value.isScalar() && Mode.of(value.text) != null) {
      values.put(key, value.text);
      return;
    }
    String nearest = value.isScalar() ? Nearest.of(value.text, Mode.labels()) : null;
    if (nearest == null) {
      mistakes.addValue(value, key, Mode.FORM);
    } else {
      mistakes.add(value, key, value.described() + " is no mode; did you mean '" + nearest + "'?");
    }
  }

  private void learn(YamlNode value, Map<String, String> values) {
    OptionKey key = OptionKey.POLICY_LEARN;
    if (!value.isScalar() || !key.accepts(value.text)) {
      mistakes.addValue(value, key.key, key.form);
    } else if (AgentOptions.isSame(new File(value.text), file)) {
      mistakes.add(value, key.key, "is this file itself; accepted: another, to be reviewed");
    } else {
      values.put(key.key, value.text);
    }
  }

  private void expected(YamlNode value) {
    if (!value.isList()) {
      mistakes.addValue(value, EXPECTED, "a list of rules such as - tcp/8080");
      return;
    }
    rules = new ArrayList<>();
    for (YamlNode item : value.items) {
      Rule rule = item.isMap() ? map(item) : port(item, EXPECTED);
      if (rule != null) {
        rules.add(rule);
      }
    }
  }

  private Rule port(YamlNode node, String key) {
    if (!node.isScalar() || node.text.isEmpty()) {
      mistakes.addValue(node, key, Rule.FORM);
      return null;
    }
    try {
      return Rule.of(node.text);
    } catch (RuleException e) {
      mistakes.add(node, key, e.getMessage());
      return null;
    }
  }

  /** Null when anything is wrong with it: what is left would expect more than was meant. */
  private Rule map(YamlNode map) {
    int before = mistakes.count();
    YamlNode port = map.get("port");
    Rule rule = null;
    if (port == null) {
      mistakes.add(map, EXPECTED, "has no port; accepted: port: with a port, or \"*\" for any");
    } else {
      rule = port(port, EXPECTED + ".port");
    }
    for (Map.Entry<YamlNode, YamlNode> entry : new UniqueKeys(map, EXPECTED, mistakes)) {
      rule = with(rule == null ? Rule.ANY : rule, entry.getKey(), entry.getValue());
    }
    return mistakes.count() == before ? rule : null;
  }

  private Rule with(Rule rule, YamlNode key, YamlNode value) {
    String path = EXPECTED + '.' + key.text;
    String text = value.isScalar() ? value.text : "";
    try {
      switch (key.text) {
        case "port":
          return rule;
        case "owner":
          return rule.ownedBy(text);
        case "exposure":
          return rule.exposedTo(text);
        default:
          mistakes.addUnknown(key, path, "port", "owner", "exposure");
      }
    } catch (RuleException e) {
      mistakes.add(value, path, e.getMessage());
    }
    return rule;
  }
}
