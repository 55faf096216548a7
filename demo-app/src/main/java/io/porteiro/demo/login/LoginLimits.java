package io.porteiro.demo.login;

import java.time.Duration;

/**
 * How much a client of the login service may take.
 *
 * @param sessions how many may be open at once; one more is accepted and closed
 * @param handshake how long a client may take to say who it is
 * @param idle how long a client may then neither send nor read
 */
public record LoginLimits(int sessions, Duration handshake, Duration idle) {

  /** What the demo uses. */
  public static final LoginLimits DEFAULT =
      new LoginLimits(64, Duration.ofSeconds(10), Duration.ofMinutes(5));
}
