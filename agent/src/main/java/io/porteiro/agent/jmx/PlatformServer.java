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

  /** That which every JVM's has and no other. */
  private final ObjectName runtime;

  PlatformServer() throws MalformedObjectNameException {
    runtime = new ObjectName("java.lang:type=Runtime");
  }

  /** Null when nobody has asked for it yet. */
  MBeanServer find() {
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      if (server.isRegistered(runtime)) {
        return server;
      }
    }
    return null;
  }
}
