package io.porteiro.agent.jmx;

import java.util.Map;

/** What JMX shows of the agent itself. */
public interface AgentFacts {

  /** Of the agent. */
  String version();

  /** Where the endpoint is, such as {@code http://127.0.0.1:9513}; null while it is not bound. */
  String endpoint();

  /** Whether the configuration was read without an error. */
  boolean isConfigValid();

  /** How many errors the agent swallowed, by place. */
  Map<String, Long> errors();

  /** One more of them, in a view. */
  void failed(Throwable error);
}
