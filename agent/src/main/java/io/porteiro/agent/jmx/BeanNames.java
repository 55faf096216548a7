package io.porteiro.agent.jmx;

import io.porteiro.agent.inventory.PortSnapshot;
import io.porteiro.agent.inventory.Protocol;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The names of the beans; what users rely on. */
final class BeanNames {

  private static final String DOMAIN = "io.porteiro";

  private BeanNames() {}

  static ObjectName ports() {
    return name(DOMAIN + ":type=Ports");
  }

  /** The path of a Unix-domain socket is always quoted, whatever is in it. */
  static ObjectName port(PortSnapshot port) {
    String label = port.protocol() == Protocol.UNIX ? ObjectName.quote(port.port()) : port.port();
    return name(DOMAIN + ":type=Port,protocol=" + port.protocol().label() + ",port=" + label);
  }

  private static ObjectName name(String name) {
    try {
      return new ObjectName(name);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
