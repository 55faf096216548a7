package io.porteiro.agent.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML into nodes. The only class that knows the library, which is loaded with it. What is
 * not needed to write a configuration is refused where it stands, and nothing of it is followed:
 * anchors and aliases, tags, a second document, keys that are no words, nesting and sizes beyond
 * all use. What came before stays.
 */
final class YamlReader {

  static final int MAX_DEPTH = 16;
  static final int MAX_NODES = 50_000;

  private static final String ALIAS =
      "an alias; accepted: the value itself, and \"*\" for any port in quotes";
  private static final String ANCHOR = "an anchor; accepted: values without a name";

  /** The collections that are open, the innermost first. */
  private final Deque<YamlNode> open = new ArrayDeque<>();

  /** For each of these its key in a map, or itself when it has none. */
  private final Deque<YamlNode> keys = new ArrayDeque<>();

  private YamlNode root;

  /** Of the innermost map, whose value comes next; null when a key does. */
  private YamlNode key;

  private int nodes;
  private int documents;

  /** What was read; null when there was nothing. */
  YamlNode root() {
    return root;
  }

  /** The keys that lead to where the reading is or stopped, such as {@code policy.expected}. */
  String path() {
    StringBuilder path = new StringBuilder(key == null ? "" : key.text);
    for (YamlNode outer : keys) {
      if (!outer.text.isEmpty()) {
        path.insert(0, path.length() == 0 ? outer.text : outer.text + '.');
      }
    }
    return path.toString();
  }

  void read(String text) throws SyntaxException {
    // in one piece: the reader's window grows by what it reads, and is copied each time
    LoadSettings settings = LoadSettings.builder().setBufferSize(text.length() + 1).build();
    try {
      ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
      while (events.hasNext()) {
        take(events.next());
      }
    } catch (MarkedYamlEngineException e) {
      throw at(e.getProblemMark(), problem(e));
    } catch (YamlEngineException e) {
      throw new SyntaxException(0, 0, "is no YAML: " + e.getMessage());
    }
  }

  private void take(Event event) throws SyntaxException {
    switch (event.getEventId()) {
      case DocumentStart:
        if (++documents > 1) {
          throw at(event.getStartMark(), "a second document; accepted: one");
        }
        break;
      case Alias:
        throw at(event.getStartMark(), ALIAS);
      case Scalar:
        add((ScalarEvent) event);
        break;
      case SequenceStart:
        open((CollectionStartEvent) event, YamlNode.Kind.LIST);
        break;
      case MappingStart:
        open((CollectionStartEvent) event, YamlNode.Kind.MAP);
        break;
      case SequenceEnd:
      case MappingEnd:
        open.pop();
        keys.pop();
        key = null;
        break;
      default:
        // the ends of documents and of the stream
    }
  }

  private void add(ScalarEvent event) throws SyntaxException {
    checkPlain(event, event.getTag());
    String text = event.getValue();
    YamlNode node = node(event, YamlNode.Kind.SCALAR, text, false);
    YamlNode parent = open.peek();
    if (parent != null && parent.isMap() && key == null) {
      key = node;
    } else if (parent != null || event.getScalarStyle() != ScalarStyle.PLAIN || !text.isEmpty()) {
      attach(node);
    }
  }

  private void open(CollectionStartEvent event, YamlNode.Kind kind) throws SyntaxException {
    checkPlain(event, event.getTag());
    YamlNode parent = open.peek();
    if (parent != null && parent.isMap() && key == null) {
      throw at(event.getStartMark(), "a key that is a list or a map; accepted: a word");
    }
    if (open.size() == MAX_DEPTH) {
      throw at(event.getStartMark(), "nested too deeply; accepted: " + MAX_DEPTH + " levels");
    }
    YamlNode node = node(event, kind, "", event.isFlow());
    YamlNode outer = key;
    attach(node);
    open.push(node);
    keys.push(outer == null ? node : outer);
  }

  private void attach(YamlNode node) {
    YamlNode parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (parent.isMap()) {
      parent.entries.put(key, node);
    } else {
      parent.items.add(node);
    }
    key = null;
  }

  private YamlNode node(NodeEvent event, YamlNode.Kind kind, String text, boolean flow)
      throws SyntaxException {
    if (++nodes > MAX_NODES) {
      throw at(event.getStartMark(), "too many values; accepted: " + MAX_NODES);
    }
    Mark mark = event.getStartMark().get();
    return new YamlNode(kind, mark.getLine() + 1, mark.getColumn() + 1, text, flow);
  }

  private static void checkPlain(NodeEvent event, Optional<String> tag) throws SyntaxException {
    if (event.getAnchor().isPresent()) {
      throw at(event.getStartMark(), ANCHOR);
    }
    if (tag.isPresent()) {
      throw at(event.getStartMark(), "a tag; accepted: values without one");
    }
  }

  private static String problem(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    String context = e.getContext() == null ? "" : e.getContext();
    if (problem.contains("TAB")) {
      return "a tab; accepted: blanks, as YAML is indented with them";
    }
    if (context.endsWith("alias")) {
      return ALIAS;
    }
    if (context.endsWith("anchor")) {
      return ANCHOR;
    }
    // advice that is for tabs alone, whatever the character
    int advice = problem.indexOf(". (Do not use");
    String text = advice < 0 ? problem : problem.substring(0, advice);
    return context.isEmpty() ? text : context + ": " + text;
  }

  private static SyntaxException at(Optional<Mark> mark, String message) {
    return mark.isPresent()
        ? new SyntaxException(mark.get().getLine() + 1, mark.get().getColumn() + 1, message)
        : new SyntaxException(0, 0, message);
  }
}
