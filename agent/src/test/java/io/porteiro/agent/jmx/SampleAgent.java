package io.porteiro.agent.jmx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent that is well, and what it was told of errors. */
final class SampleAgent implements AgentFacts {

  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public String endpoint() {
    return null;
  }

  @Override
  public boolean isConfigValid() {
    return true;
  }

  @Override
  public Map<String, Long> errors() {
    return new TreeMap<>(Map.of("bind", 0L, "export", (long) failures.size()));
  }

  @Override
  public void failed(Throwable error) {
    failures.add(error);
  }
}
