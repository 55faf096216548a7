package io.porteiro.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** What opens a JVM to remote JMX, with a password that nobody knows. */
final class RemoteManagement {

  private static final String PROPERTY = "-Dcom.sun.management.jmxremote";

  private RemoteManagement() {}

  /**
   * Ports of the system's choice, on every address.
   *
   * @param folder for the password
   */
  static String[] options(Path folder) throws IOException {
    Path passwords =
        Files.createFile(
            folder.resolve("passwords"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwords, "monitorRole " + UUID.randomUUID() + "\n");
    return new String[] {
      PROPERTY + ".port=0",
      PROPERTY + ".rmi.port=0",
      PROPERTY + ".ssl=false",
      PROPERTY + ".password.file=" + passwords
    };
  }

  /** The class that the registry's and the connector's listener are told by. */
  static String owner(Jdk jdk) {
    return jdk.version() == 8
        ? "sun.rmi.transport.proxy.RMIDirectSocketFactory"
        : "sun.rmi.transport.tcp.TCPDirectSocketFactory";
  }

  /** The class of the listener for tools of the same host, which hangs up on others. */
  static String ownerOfTheLocal() {
    return "sun.management.jmxremote.LocalRMIServerSocketFactory$1";
  }
}
