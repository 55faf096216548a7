package io.porteiro.agent.config;

import io.porteiro.agent.policy.Door;

/** A door that was open, and what its port is registered for. Immutable. */
public final class LearnedDoor {

  final Door door;
  final String service;

  /**
   * @param service the name of the service, or an empty string
   */
  public LearnedDoor(Door door, String service) {
    this.door = door;
    this.service = service;
  }
}
