package io.porteiro.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes of a file's nodes what they set, and collects what is wrong with them. */
final class ConfigReader {

  private static final String SERVICES = "services";
  private static final String POLICY = "policy";
  private static final String OTLP = "otlp";

  private static final String[] KEYS = {
    OptionKey.HOST.key,
    OptionKey.PORT.key,
    OptionKey.PORT_FILE.key,
    OptionKey.MAX_PORTS.key,
    OptionKey.HISTOGRAM.key,
    OptionKey.MICROMETER.key,
    OTLP,
    SERVICES,
    POLICY
  };

  private final Mistakes mistakes;
  private final PolicyReader policy;
  private final Map<String, String> values = new HashMap<>();
  private final List<String> keys = new ArrayList<>();

  ConfigReader(Mistakes mistakes, PolicyReader policy) {
    this.mistakes = mistakes;
    this.policy = policy;
  }

  /** By the names that arguments have; the file's own alone. */
  Map<String, String> values() {
    return values;
  }

  /** Those at the top that are known, in their order. */
  List<String> keys() {
    return keys;
  }

  /**
   * @param root null for a file that has nothing
   * @param whole whether there is no more
   */
  void read(YamlNode root, boolean whole) {
    if (root == null) {
      return;
    }
    if (!root.isMap()) {
      mistakes.addValue(root, "", "keys and values such as port: 9513");
      return;
    }
    for (Map.Entry<YamlNode, YamlNode> entry : new UniqueKeys(root, "", mistakes)) {
      read(entry.getKey(), entry.getValue());
    }
    if (whole && root.get(POLICY) != null) {
      policy.checkMode(root.get(POLICY), values);
    }
  }

  private void read(YamlNode key, YamlNode value) {
    OptionKey known = key.text.indexOf('.') < 0 ? OptionKey.of(key.text) : null;
    if (key.text.equals(SERVICES)) {
      services(value);
    } else if (key.text.equals(POLICY)) {
      policy.read(value, values);
    } else if (key.text.equals(OTLP)) {
      otlp(value);
    } else if (known == null || known == OptionKey.CONFIG) {
      unknown(key);
      return;
    } else {
      scalar(known, value);
    }
    keys.add(key.text);
  }

  private void scalar(OptionKey key, YamlNode value) {
    if (!value.isScalar() || !key.accepts(value.text)) {
      mistakes.addValue(value, key.key, key.form);
    } else {
      values.put(key.key, key.stripped(value.text));
    }
  }

  private void otlp(YamlNode node) {
    if (!node.isMap()) {
      mistakes.addValue(node, OTLP, "a map with url and jar");
      return;
    }
    for (Map.Entry<YamlNode, YamlNode> entry : new UniqueKeys(node, OTLP, mistakes)) {
      String key = OTLP + '.' + entry.getKey().text;
      OptionKey known = OptionKey.of(key);
      if (known == null) {
        mistakes.addUnknown(entry.getKey(), key, "url", "jar");
      } else {
        scalar(known, entry.getValue());
      }
    }
  }

  /** Arguments name what is in a map with a dot, which is no key here. */
  private void unknown(YamlNode key) {
    int dot = key.text.indexOf('.');
    String map = dot < 0 ? "" : key.text.substring(0, dot);
    if (map.equals("service") || map.equals(POLICY) || map.equals(OTLP)) {
      mistakes.add(
          key,
          key.text,
          "there is no such key; did you mean '"
              + key.text.substring(dot + 1)
              + "' in '"
              + (map.equals("service") ? SERVICES : map)
              + "'?");
    } else {
      mistakes.addUnknown(key, key.text, KEYS);
    }
  }

  private void services(YamlNode node) {
    if (!node.isMap()) {
      mistakes.addValue(node, SERVICES, "a map of PROTOCOL/PORT: NAME such as tcp/10513: login");
      return;
    }
    for (Map.Entry<YamlNode, YamlNode> entry : new UniqueKeys(node, SERVICES, mistakes)) {
      String port = entry.getKey().text;
      YamlNode name = entry.getValue();
      if (name.isScalar() && OptionKey.isService(port, name.text)) {
        values.put(OptionKey.SERVICE_PREFIX + port, name.text);
      } else {
        boolean portIsRight = OptionKey.isService(port, "name");
        mistakes.add(
            portIsRight ? name : entry.getKey(),
            SERVICES + '.' + port,
            (portIsRight ? name : entry.getKey()).described()
                + " is not right; accepted: "
                + OptionKey.SERVICE_ENTRY_FORM);
      }
    }
  }
}
