package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.Attribute;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A remote JMX client that has none of the agent's classes: connects to the first of the URLs that
 * are its arguments that answers, does what its input says, a command a line, and prints what comes
 * of it as JSON and {@code done}.
 */
public final class JmxClient {

  private static final String PORTS = "io.porteiro:type=Ports";

  private final MBeanServerConnection server;
  private final PrintStream out = new PrintStream(System.out, true, "UTF-8");
  private final Queue<Notification> notifications = new ConcurrentLinkedQueue<>();

  private JmxClient(MBeanServerConnection server) throws Exception {
    this.server = server;
  }

  public static void main(String[] args) throws Exception {
    JMXConnector connector = connect(args);
    JmxClient client = new JmxClient(connector.getMBeanServerConnection());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      client.out.println(json(client.run(line.split(" "))));
      client.out.println("done");
    }
    connector.close();
    System.exit(0);
  }

  private static JMXConnector connect(String[] urls) throws Exception {
    Exception last = null;
    for (String url : urls) {
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(url));
      } catch (Exception e) {
        last = e;
      }
    }
    throw last;
  }

  private Object run(String[] words) throws Exception {
    switch (words[0]) {
      case "names":
        // names PATTERN
        return new TreeSet<>(server.queryNames(new ObjectName(words[1]), null));
      case "all":
        // all PATTERN: every attribute of every such bean
        return all(new ObjectName(words[1]));
      case "one":
        // one NAME ATTRIBUTE
        return server.getAttribute(new ObjectName(words[1]), words[2]);
      case "info":
        // info NAME
        return info(server.getMBeanInfo(new ObjectName(words[1])));
      case "invoke":
        // invoke OPERATION PROTOCOL PORT
        return invoke(words[1], words[2], words[3]);
      case "set":
        // set NAME ATTRIBUTE
        try {
          server.setAttribute(new ObjectName(words[1]), new Attribute(words[2], "x"));
          return "set";
        } catch (Exception e) {
          return e.getClass().getName();
        }
      case "proxy":
        return proxy();
      case "subscribe":
        server.addNotificationListener(
            new ObjectName(PORTS), (notification, handback) -> notifications.add(notification),
            null, null);
        return null;
      case "notifications":
        return notifications();
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  private Object all(ObjectName pattern) throws Exception {
    Map<String, Object> beans = new TreeMap<>();
    for (ObjectName name : server.queryNames(pattern, null)) {
      List<String> names = new ArrayList<>();
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        names.add(attribute.getName());
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (Attribute value : server.getAttributes(name, names.toArray(new String[0])).asList()) {
        values.put(value.getName(), value.getValue());
      }
      beans.put(name.toString(), values);
    }
    return beans;
  }

  private static Object info(MBeanInfo info) {
    Map<String, Object> attributes = new TreeMap<>();
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      attributes.put(attribute.getName(), attribute.getType() + " " + attribute.getDescription());
    }
    List<String> operations = new ArrayList<>();
    for (MBeanOperationInfo operation : info.getOperations()) {
      operations.add(operation.getName());
    }
    List<String> types = new ArrayList<>();
    for (MBeanNotificationInfo notification : info.getNotifications()) {
      types.addAll(Arrays.asList(notification.getNotifTypes()));
    }
    Map<String, Object> all = new TreeMap<>();
    all.put("class", info.getClass().getName());
    all.put("mxbean", info.getDescriptor().getFieldValue("mxbean"));
    all.put("attributes", attributes);
    all.put("operations", operations);
    all.put("notifications", types);
    return all;
  }

  private Object invoke(String operation, String protocol, String port) throws Exception {
    try {
      String[] signature = {String.class.getName(), String.class.getName()};
      Object[] arguments = {protocol, port};
      return server.invoke(new ObjectName(PORTS), operation, arguments, signature);
    } catch (Exception e) {
      return String.valueOf(e.getCause() == null ? e : e.getCause());
    }
  }

  /** As a program uses it that has written an interface of its own. */
  private Object proxy() throws Exception {
    PortsMXBean ports = JMX.newMXBeanProxy(server, new ObjectName(PORTS), PortsMXBean.class);
    Map<String, Object> seen = new TreeMap<>();
    seen.put("version", ports.getVersion());
    seen.put("configValid", ports.isConfigValid());
    Map<String, Object> accepted = new TreeMap<>();
    for (AnyPort port : ports.getPorts()) {
      accepted.put(port.name, port.accepted);
    }
    seen.put("accepted", accepted);
    seen.put("peers", ports.peers("tcp", accepted.keySet().iterator().next().substring(4)).length);
    return seen;
  }

  private Object notifications() {
    List<Object> received = new ArrayList<>();
    for (Notification notification : notifications) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("type", notification.getType());
      one.put("sequence", notification.getSequenceNumber());
      one.put("time", notification.getTimeStamp());
      one.put("source", notification.getSource());
      one.put("message", notification.getMessage());
      one.put("data", notification.getUserData());
      received.add(one);
    }
    return received;
  }

  private static String json(Object value) {
    if (value == null || value instanceof Boolean) {
      return String.valueOf(value);
    }
    if (value instanceof Number) {
      boolean infinite = value instanceof Double && ((Double) value).isInfinite();
      return infinite ? "1e308" : value.toString();
    }
    if (value instanceof Map) {
      List<String> members = new ArrayList<>();
      ((Map<?, ?>) value).forEach((k, v) -> members.add(json(k) + ":" + json(v)));
      return "{" + String.join(",", members) + "}";
    }
    if (value instanceof CompositeData) {
      CompositeData data = (CompositeData) value;
      Map<String, Object> items = new TreeMap<>();
      for (String item : data.getCompositeType().keySet()) {
        items.put(item, data.get(item));
      }
      return json(items);
    }
    if (value instanceof Collection) {
      return json(((Collection<?>) value).toArray());
    }
    if (value.getClass().isArray()) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(json(Array.get(value, i)));
      }
      return "[" + String.join(",", elements) + "]";
    }
    if (value instanceof Date) {
      return Long.toString(((Date) value).getTime());
    }
    String text = value.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + text.replace("\n", "\\n") + "\"";
  }

  /** What this client wants of the bean. */
  public interface PortsMXBean {

    String getVersion();

    boolean isConfigValid();

    AnyPort[] getPorts();

    CompositeLike[] peers(String protocol, String port);
  }

  /** Some of what is known of a port. */
  public static final class AnyPort {

    private final String name;
    private final Long accepted;

    private AnyPort(String name, Long accepted) {
      this.name = name;
      this.accepted = accepted;
    }

    /** What JMX makes it by. */
    public static AnyPort from(CompositeData data) {
      return new AnyPort(
          data.get("protocol") + "/" + data.get("port"), (Long) data.get("connectionsAccepted"));
    }

    public Long getConnectionsAccepted() {
      return accepted;
    }
  }

  /** Anything. */
  public static final class CompositeLike {

    private CompositeLike() {}

    /** What JMX makes it by. */
    public static CompositeLike from(CompositeData data) {
      return new CompositeLike();
    }

    public String getAddress() {
      return "";
    }
  }
}
