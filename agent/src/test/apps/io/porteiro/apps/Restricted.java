package io.porteiro.apps;

import java.io.FileInputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A server under a security manager that lets it listen and see beans, and read no files. Prints
 * what it sees of its own port.
 */
public final class Restricted {

  private Restricted() {}

  public static void main(String[] args) throws Exception {
    try (FileInputStream file = new FileInputStream("/proc/self/net/tcp")) {
      System.out.println("unrestricted " + file.available());
    } catch (SecurityException expected) {
      System.out.println("restricted");
    }
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName ports = new ObjectName("io.porteiro:type=Ports");
    for (int i = 0; i < 300 && !server.isRegistered(ports); i++) {
      Thread.sleep(100);
    }
    try (ServerSocket socket = new ServerSocket(0, 7, InetAddress.getByName("127.0.0.1"))) {
      String number = Integer.toString(socket.getLocalPort());
      ObjectName port = new ObjectName("io.porteiro:type=Port,protocol=tcp,port=" + number);
      // nobody but this thread reads the kernel's list meanwhile
      for (int i = 0; i < 300 && !server.isRegistered(port); i++) {
        server.getAttribute(ports, "Ports");
        Thread.sleep(100);
      }
      System.out.println("queue " + server.getAttribute(port, "AcceptQueueLength"));
      System.out.println("unavailable " + server.getAttribute(ports, "KernelUnavailable"));
      String[] signature = {String.class.getName(), String.class.getName()};
      Object[] arguments = {"tcp", number};
      Object[] peers = (Object[]) server.invoke(ports, "peers", arguments, signature);
      System.out.println("peers " + peers.length);
    }
  }
}
