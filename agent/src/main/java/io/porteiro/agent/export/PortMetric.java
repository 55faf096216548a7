package io.porteiro.agent.export;

/** The names, units and descriptions of all meters; what users rely on. */
enum PortMetric {
  LISTENER_INFO("porteiro.listener.info", null, "A listening socket: where it is bound, by whom"),
  LISTENERS("porteiro.listeners", null, "Listening sockets on the port now"),
  CONNECTIONS_ACCEPTED("porteiro.connections.accepted", null, "Connections accepted"),
  CONNECTIONS_CLOSED(
      "porteiro.connections.closed", null, "Accepted connections closed by this process"),
  CONNECTIONS_ACTIVE("porteiro.connections.active", null, "Accepted connections open now"),
  CONNECTION_DURATION(
      "porteiro.connection.duration", "seconds", "Time from accept to close of a connection"),
  ACCEPT_ERRORS("porteiro.accept.errors", null, "Accepts that failed"),
  BIND_FAILURES("porteiro.bind.failures", null, "Binds that failed"),
  ACCEPT_QUEUE_LENGTH(
      "porteiro.accept.queue.length", null, "Completed connections that nobody has accepted yet"),
  ACCEPT_QUEUE_LIMIT(
      "porteiro.accept.queue.limit", null, "Connections that may wait to be accepted"),
  DATAGRAMS_RECEIVED("porteiro.datagrams.received", null, "Datagrams received"),
  DATAGRAMS_SENT("porteiro.datagrams.sent", null, "Datagrams sent"),
  DATAGRAM_RECEIVED_BYTES(
      "porteiro.datagram.received.bytes", "bytes", "Payload of the datagrams received"),
  DATAGRAM_SENT_BYTES("porteiro.datagram.sent.bytes", "bytes", "Payload of the datagrams sent"),
  DATAGRAMS_DROPPED(
      "porteiro.datagrams.dropped",
      null,
      "Datagrams dropped by the kernel because the socket's buffer was full"),
  DATAGRAM_RECEIVE_QUEUE(
      "porteiro.datagram.receive.queue", "bytes", "What waits in the socket's receive buffer"),
  PORT_UNEXPECTED(
      "porteiro.port.unexpected",
      null,
      "Whether a socket listens on the port that the policy does not expect"),
  UNEXPECTED_BINDS(
      "porteiro.unexpected.binds",
      null,
      "Sockets that came to listen and that the policy did not expect"),
  PORTS_FOLDED("porteiro.ports.folded", null, "Ports exported as \"other\", as there are too many"),
  AGENT_ERRORS("porteiro.agent.errors", null, "Errors that the agent swallowed; 0 in health"),
  CONFIG_VALID(
      "porteiro.config.valid", null, "Whether the configuration was read without an error"),
  BUILD_INFO("porteiro.build.info", null, "The agent and the JVM that it runs in");

  /** Micrometer's name, with dots. */
  final String meter;

  /** Null for plain counts. */
  final String unit;

  final String description;

  PortMetric(String meter, String unit, String description) {
    this.meter = meter;
    this.unit = unit;
    this.description = description;
  }
}
