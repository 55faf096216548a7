package io.porteiro.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * What the command line does not say, but for the offset of the ports.
 *
 * @param ports where to listen
 * @param telemetryAddress the address of the listener nobody asked for
 * @param pace the time between two steps of the clients
 */
record Setup(Ports ports, InetAddress telemetryAddress, Duration pace) {

  private static final String ALL_ADDRESSES = "0.0.0.0";
  private static final Duration PACE = Duration.ofSeconds(1);

  /** The usual setup: nobody asked for that listener, so nobody restricted it to an address. */
  static Setup withOffset(int offset) throws IOException {
    return new Setup(Ports.withOffset(offset), InetAddress.getByName(ALL_ADDRESSES), PACE);
  }
}
