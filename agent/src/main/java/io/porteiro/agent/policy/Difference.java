package io.porteiro.agent.policy;

/** Why a rule that is nearly about a door does not make it expected; the least comes first. */
enum Difference {
  ADDRESS("another address"),
  EXPOSURE("another exposure"),
  OWNER("another owner"),
  PROTOCOL("another protocol"),
  PORT("another port");

  final String text;

  Difference(String text) {
    this.text = text;
  }
}
