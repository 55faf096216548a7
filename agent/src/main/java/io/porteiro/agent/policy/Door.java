package io.porteiro.agent.policy;

/** A socket that is judged: where it listens, or is about to, and who opened it. Immutable. */
public final class Door {

  /** The protocol of Unix-domain sockets, whose doors have a path in place of a number. */
  public static final String UNIX = "unix";

  final String protocol;
  final int number;
  final String path;
  final String exposure;
  final boolean ephemeral;

  final String address;

  private final String owner;

  private Door(
      String protocol,
      int number,
      String path,
      String address,
      String exposure,
      boolean ephemeral,
      String owner) {
    this.protocol = protocol;
    this.number = number;
    this.path = path;
    this.address = address;
    this.exposure = exposure;
    this.ephemeral = ephemeral;
    this.owner = owner;
  }

  /**
   * A port.
   *
   * @param protocol its label, such as {@code tcp}
   * @param number 0 to 65535; of an ephemeral one it does not matter
   * @param address an IP address without brackets
   * @param exposure one of {@link Rule#exposures}
   * @param ephemeral whether the system is, or was, left to choose the number
   * @param owner the name of a class; empty when nobody knows
   */
  public static Door ofPort(
      String protocol,
      int number,
      String address,
      String exposure,
      boolean ephemeral,
      String owner) {
    return new Door(protocol, number, "", address, exposure, ephemeral || number == 0, owner);
  }

  /** A Unix-domain socket; {@code owner} as above. */
  public static Door ofPath(String path, String owner) {
    return new Door(UNIX, 0, path, path, UNIX, false, owner);
  }

  /** The same door, opened by somebody else. */
  public Door ownedBy(String someone) {
    return new Door(protocol, number, path, address, exposure, ephemeral, someone);
  }

  /** The name of a class; empty when nobody knows. */
  public String owner() {
    return owner;
  }

  /** Null when there is none, or none that is understood. */
  Address parsedAddress() {
    return isUnix() ? null : Address.of(address);
  }

  boolean isUnix() {
    return UNIX.equals(protocol);
  }

  /** The port as rules have it, whatever the address. */
  String port() {
    return protocol + '/' + (ephemeral ? PortPattern.EPHEMERAL : Integer.toString(number));
  }

  /** {@code tcp/31337 on 0.0.0.0}, {@code tcp/ephemeral on ::1}, {@code unix//run/x.sock}. */
  @Override
  public String toString() {
    if (isUnix()) {
      return protocol + '/' + path;
    }
    return (number == 0 ? port() : protocol + '/' + number) + " on " + address;
  }
}
