package io.porteiro.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a YAML file and its place in it. */
final class YamlNode {

  enum Kind {
    SCALAR,
    LIST,
    MAP
  }

  private static final int MAX_SHOWN = 80;

  final Kind kind;

  /** From 1. */
  final int line;

  /** From 1. */
  final int column;

  /** A scalar's; else empty. */
  final String text;

  /** Written in brackets or braces. */
  final boolean flow;

  /** A list's. */
  final List<YamlNode> items = new ArrayList<>();

  /** A map's, in their order; equal keys are several entries. */
  final Map<YamlNode, YamlNode> entries = new LinkedHashMap<>();

  YamlNode(Kind kind, int line, int column, String text, boolean flow) {
    this.kind = kind;
    this.line = line;
    this.column = column;
    this.text = text;
    this.flow = flow;
  }

  boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  boolean isList() {
    return kind == Kind.LIST;
  }

  boolean isMap() {
    return kind == Kind.MAP;
  }

  /** The value of the first such key; null when there is none. */
  YamlNode get(String key) {
    for (Map.Entry<YamlNode, YamlNode> entry : entries.entrySet()) {
      if (entry.getKey().text.equals(key)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** For messages. */
  String described() {
    switch (kind) {
      case LIST:
        return "a list";
      case MAP:
        return "a map";
      default:
        return text.isEmpty() ? "nothing" : "'" + shortened(text) + "'";
    }
  }

  private static String shortened(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
  }
}
