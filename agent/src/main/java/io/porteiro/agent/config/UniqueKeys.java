package io.porteiro.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The entries of a map, the first of each key; a key that comes again is a mistake. */
final class UniqueKeys implements Iterable<Map.Entry<YamlNode, YamlNode>> {

  private final List<Map.Entry<YamlNode, YamlNode>> entries = new ArrayList<>();

  UniqueKeys(YamlNode map, String path, Mistakes mistakes) {
    Map<String, YamlNode> first = new HashMap<>();
    for (Map.Entry<YamlNode, YamlNode> entry : map.entries.entrySet()) {
      YamlNode key = entry.getKey();
      YamlNode earlier = first.putIfAbsent(key.text, key);
      if (earlier == null) {
        entries.add(entry);
      } else {
        mistakes.add(
            key,
            path.isEmpty() ? key.text : path + '.' + key.text,
            "is there already in line " + earlier.line + "; accepted: each key once");
      }
    }
  }

  @Override
  public Iterator<Map.Entry<YamlNode, YamlNode>> iterator() {
    return entries.iterator();
  }
}
