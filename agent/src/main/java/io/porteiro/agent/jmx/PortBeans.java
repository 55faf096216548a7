package io.porteiro.agent.jmx;

import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.OpenMBeanOperationInfo;

/**
 * The beans in an MBean server: one for the whole, and one for each port that bounded views show
 * under its own name, for as long as they do.
 */
final class PortBeans {

  private static final MBeanInfo CONNECTIONS = info(PortFigures.CONNECTIONS);
  private static final MBeanInfo DATAGRAMS = info(PortFigures.DATAGRAMS);

  private final MBeanServer server;
  private final InventoryView inventory;
  private final PortsBean whole;
  private final Map<String, ObjectName> ports = new HashMap<>();
  private boolean registered;
  private boolean closed;
  private int seenChanges = -1;

  PortBeans(MBeanServer server, InventoryView inventory, PortsBean whole) {
    this.server = server;
    this.inventory = inventory;
    this.whole = whole;
  }

  private static MBeanInfo info(Figures<PortSnapshot> figures) {
    String description = "A port that this JVM listens or listened on";
    return FiguresBean.info(description, figures, new OpenMBeanOperationInfo[0]);
  }

  /**
   * Registers what came, and unregisters what went.
   *
   * @throws JMException when the server refuses a bean; all others are registered nevertheless
   */
  synchronized void update() throws JMException {
    int changes = inventory.portChanges();
    if (closed || changes == seenChanges) {
      return;
    }
    // what is refused is tried again when something changes, not every second
    seenChanges = changes;
    if (!registered) {
      server.registerMBean(whole, BeanNames.ports());
      registered = true;
    }
    Set<String> present = new HashSet<>();
    JMException refused = null;
    for (PortSnapshot port : inventory.snapshot().bounded()) {
      String key = port.protocol().label() + '/' + port.port();
      present.add(key);
      try {
        if (!ports.containsKey(key)) {
          ports.put(key, register(port));
        }
      } catch (JMException e) {
        refused = e;
      }
    }
    unregisterOthers(present);
    if (refused != null) {
      throw refused;
    }
  }

  private ObjectName register(PortSnapshot port) throws JMException {
    boolean connected = port.connections() != null;
    FiguresBean<PortSnapshot> bean =
        new FiguresBean<>(
            connected ? PortFigures.CONNECTIONS : PortFigures.DATAGRAMS,
            new LastKnown(inventory, port),
            connected ? CONNECTIONS : DATAGRAMS);
    ObjectName name = BeanNames.port(port);
    server.registerMBean(bean, name);
    return name;
  }

  private void unregisterOthers(Set<String> present) throws JMException {
    for (String key : new HashSet<>(ports.keySet())) {
      if (!present.contains(key)) {
        unregister(ports.remove(key));
      }
    }
  }

  private void unregister(ObjectName name) throws JMException {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException gone) {
      // somebody else has done it
    }
  }

  /** Unregisters all, for good. */
  synchronized void close() throws JMException {
    closed = true;
    unregisterOthers(new HashSet<>());
    if (registered) {
      unregister(BeanNames.ports());
    }
  }

  /** A port's figures; of one that is let go, and whose bean goes at once, those read last. */
  private static final class LastKnown implements Supplier<PortSnapshot> {

    private final InventoryView inventory;
    private volatile PortSnapshot last;

    LastKnown(InventoryView inventory, PortSnapshot first) {
      this.inventory = inventory;
      this.last = first;
    }

    @Override
    public PortSnapshot get() {
      PortSnapshot port = inventory.snapshot(last.protocol().label(), last.port());
      if (port != null) {
        last = port;
      }
      return last;
    }
  }
}
