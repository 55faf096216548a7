package io.porteiro.demo;

/**
 * The ports of the demo; 0 lets the system choose one.
 *
 * @param login TCP, the login service
 * @param who UDP, the who service; the same number as login's, as both are 513
 * @param page TCP, the page
 * @param telemetry TCP, the listener nobody asked for
 */
record Ports(int login, int who, int page, int telemetry) {

  private static final int LOGIN_AND_WHO = 513;
  private static final int PAGE = 8080;
  private static final int TELEMETRY = 31337;

  /** The largest offset with which all ports are port numbers. */
  static final int MAX_OFFSET = 65535 - TELEMETRY;

  /** The usual ports, moved up by an offset. */
  static Ports withOffset(int offset) {
    return new Ports(
        LOGIN_AND_WHO + offset, LOGIN_AND_WHO + offset, PAGE + offset, TELEMETRY + offset);
  }
}
