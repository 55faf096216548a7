package io.porteiro.agent.jmx;

import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Finds the platform MBeanServer when there is one, and never makes it: the first who asks for it
 * decides for good what it is made by ({@code javax.management.builder.initial}) and has the
 * LogManager made, and both are the application's to choose.
 */
final class PlatformServer {

  /** What every JVM's has and no other. */
  private static final String RUNTIME = "java.lang:type=Runtime";

  private PlatformServer() {}

  /** Null when nobody has asked for it yet; to tell that takes one class of JMX's. */
  static MBeanServer find() throws MalformedObjectNameException {
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      if (server.isRegistered(new ObjectName(RUNTIME))) {
        return server;
      }
    }
    return null;
  }
}
