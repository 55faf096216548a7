/**
 * Ports, listeners, connections and their counters: plain JDK code, fed by the socket events and
 * read as immutable snapshots. Lives in the agent's own loader.
 */
package io.porteiro.agent.inventory;
