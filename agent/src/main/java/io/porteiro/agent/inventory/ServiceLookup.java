package io.porteiro.agent.inventory;

import java.util.Collection;
import java.util.Map;

/** Finds the names of services. */
public interface ServiceLookup {

  /** The names of those ports, such as {@code tcp/513}, that have one. */
  Map<String, String> lookUp(Collection<String> ports);
}
