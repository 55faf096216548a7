package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/**
 * An echo server that, when its standard input says so, sets up what the JDK sets up only once in
 * the life of a JVM, and prints who got their way.
 */
public final class OwnIdeas {

  private OwnIdeas() {}

  public static void main(String[] args) throws Exception {
    Server server = Servers.open("ServerSocket", "127.0.0.1");
    Thread acceptor = new Thread(server, "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("listening " + server.name());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "log manager":
          System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
          System.out.println(LogManager.getLogManager().getClass());
          break;
        case "mbean server":
          System.setProperty("javax.management.builder.initial", OwnBuilder.class.getName());
          ManagementFactory.getPlatformMBeanServer();
          System.out.println(OwnBuilder.called);
          break;
        case "another mbean server":
          MBeanServerFactory.createMBeanServer("another");
          break;
        case "await beans":
          awaitBeans();
          break;
        case "log":
          Logger.getLogger("application").info("logged");
          break;
        case "loaders":
          System.out.println(ClassLoader.getSystemClassLoader().getClass());
          System.out.println(OwnIdeas.class.getClassLoader().getClass());
          System.out.println(Thread.currentThread().getContextClassLoader().getClass());
          break;
        default:
          throw new IllegalArgumentException(line);
      }
      System.out.println("done " + line);
    }
    System.exit(0);
  }

  /** Says of each MBean server, the platform's first, how many beans the agent has in it. */
  private static void awaitBeans() throws Exception {
    MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
    ObjectName ports = new ObjectName("io.porteiro:type=Ports");
    for (int i = 0; i < 3_000 && !platform.isRegistered(ports); i++) {
      Thread.sleep(10);
    }
    System.out.println("platform " + platform.isRegistered(ports));
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      if (server != platform) {
        System.out.println("another " + server.isRegistered(ports));
      }
    }
  }

  /** Of the application's. */
  public static final class OwnLogManager extends LogManager {}

  /** Of the application's. */
  public static final class OwnBuilder extends MBeanServerBuilder {

    private static boolean called;

    @Override
    public MBeanServer newMBeanServer(
        String domain, MBeanServer outer, MBeanServerDelegate delegate) {
      called = true;
      return super.newMBeanServer(domain, outer, delegate);
    }
  }
}
