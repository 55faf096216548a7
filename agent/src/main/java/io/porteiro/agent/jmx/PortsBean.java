package io.porteiro.agent.jmx;

import static javax.management.openmbean.SimpleType.BOOLEAN;
import static javax.management.openmbean.SimpleType.LONG;
import static javax.management.openmbean.SimpleType.STRING;

import io.porteiro.agent.inventory.InventorySnapshot;
import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenMBeanParameterInfoSupport;
import javax.management.openmbean.OpenType;

/** The whole inventory, the agent itself, and the notifications: {@code io.porteiro:type=Ports}. */
final class PortsBean extends FiguresBean<InventorySnapshot> implements NotificationEmitter {

  private static final String PEERS = "peers";
  private static final String OWNER_STACK = "ownerStack";

  private static final Figures<Map.Entry<String, Long>> PLACE =
      new Figures<Map.Entry<String, Long>>()
          .with("where", "In what the agent was doing", STRING, Map.Entry::getKey)
          .with("count", "Errors", LONG, Map.Entry::getValue)
          .as("io.porteiro.AgentErrors", "Errors that the agent swallowed in one place");

  private final InventoryView inventory;
  private final Subscribers subscribers = new Subscribers();

  /**
   * @param dropped how many notifications found no room
   */
  PortsBean(InventoryView inventory, AgentFacts agent, LongSupplier dropped) {
    this(inventory, figures(agent, dropped));
  }

  private PortsBean(InventoryView inventory, Figures<InventorySnapshot> figures) {
    super(figures, inventory::snapshot, info(figures));
    this.inventory = inventory;
  }

  private static MBeanInfo info(Figures<InventorySnapshot> figures) {
    OpenMBeanOperationInfo[] operations = {
      operation(PEERS, "The open connections of a TCP port (Linux)", PortFigures.PEER.arrayType()),
      operation(
          OWNER_STACK,
          "Who bound the port's listeners, with the stack",
          PortFigures.OWNER_STACK.arrayType())
    };
    return info(
        "Every port that this JVM listens or listened on",
        figures,
        operations,
        NotificationSender.info());
  }

  private static Figures<InventorySnapshot> figures(AgentFacts agent, LongSupplier dropped) {
    return new Figures<InventorySnapshot>()
        .with("version", "The agent's", STRING, i -> agent.version())
        .with(
            "endpoint",
            "Where its HTTP endpoint is; null while that is not bound",
            STRING,
            i -> agent.endpoint())
        .with(
            "configValid",
            "Whether the configuration was read without an error",
            BOOLEAN,
            i -> agent.isConfigValid())
        .with(
            "kernelUnavailable",
            "Why figures of the operating system's are absent; null when they are not",
            STRING,
            InventorySnapshot::kernelUnavailable)
        .with(
            "agentErrors",
            "Errors that the agent swallowed, by place; 0 in health",
            PLACE.arrayType(),
            i -> PLACE.data(agent.errors().entrySet()))
        .with(
            "portsFolded",
            "Ports shown as \"other\" by bounded views, as there are too many",
            LONG,
            InventorySnapshot::folded)
        .with(
            "notificationsDropped",
            "Notifications that were not sent, as listeners were too slow",
            LONG,
            i -> dropped.getAsLong())
        .with(
            "ports",
            "Every port, those beyond the cap too",
            PortFigures.PORT.arrayType(),
            i -> PortFigures.PORT.data(i.ports()));
  }

  private static OpenMBeanOperationInfo operation(
      String name, String description, OpenType<?> result) {
    OpenMBeanParameterInfo[] parameters = {
      new OpenMBeanParameterInfoSupport("protocol", "tcp, udp or unix", STRING),
      new OpenMBeanParameterInfoSupport("port", "A number or a path", STRING)
    };
    return new OpenMBeanOperationInfoSupport(
        name, description, parameters, result, MBeanOperationInfo.INFO);
  }

  @Override
  public Object invoke(String operation, Object[] parameters, String[] signature)
      throws ReflectionException {
    if (parameters != null
        && parameters.length == 2
        && parameters[0] instanceof String
        && parameters[1] instanceof String) {
      String protocol = (String) parameters[0];
      String port = (String) parameters[1];
      switch (operation) {
        case PEERS:
          return peers(protocol, port);
        case OWNER_STACK:
          return PortFigures.OWNER_STACK.data(port(protocol, port).listeners());
        default:
          break;
      }
    }
    return super.invoke(operation, parameters, signature);
  }

  private CompositeData[] peers(String protocol, String port) {
    port(protocol, port);
    return PortFigures.PEER.data(AsAgent.read(() -> inventory.peers(protocol, port)));
  }

  private PortSnapshot port(String protocol, String port) {
    PortSnapshot snapshot = AsAgent.read(() -> inventory.snapshot(protocol, port));
    if (snapshot == null) {
      throw new IllegalArgumentException(protocol + '/' + port + " is no port of this JVM");
    }
    return snapshot;
  }

  @Override
  public MBeanNotificationInfo[] getNotificationInfo() {
    return new MBeanNotificationInfo[] {NotificationSender.info()};
  }

  @Override
  public void addNotificationListener(
      NotificationListener listener, NotificationFilter filter, Object handback) {
    subscribers.add(listener, filter, handback);
  }

  @Override
  public void removeNotificationListener(NotificationListener listener)
      throws ListenerNotFoundException {
    subscribers.remove(listener);
  }

  @Override
  public void removeNotificationListener(
      NotificationListener listener, NotificationFilter filter, Object handback)
      throws ListenerNotFoundException {
    subscribers.remove(listener, filter, handback);
  }

  boolean hasSubscribers() {
    return !subscribers.isEmpty();
  }

  void send(Notification notification) {
    subscribers.send(notification);
  }
}
