package io.porteiro.agent.inventory;

/** What happened to one listener at one moment. Immutable. */
public final class ListenerEventSnapshot {

  private final Protocol protocol;
  private final String port;
  private final ListenerSnapshot listener;
  private final long timeMillis = System.currentTimeMillis();

  ListenerEventSnapshot(Protocol protocol, String port, ListenerSnapshot listener) {
    this.protocol = protocol;
    this.port = port;
    this.listener = listener;
  }

  public Protocol protocol() {
    return protocol;
  }

  /** A number, a path or {@code ephemeral}; its own even where the port is exported as another. */
  public String port() {
    return port;
  }

  /** As it was at that moment, without what the operating system says of its queue. */
  public ListenerSnapshot listener() {
    return listener;
  }

  /** When it happened, or was found, in milliseconds since the epoch. */
  public long timeMillis() {
    return timeMillis;
  }
}
