/**
 * The inventory's snapshots and events as JMX beans of open types. Lives in the agent's own loader;
 * the one room that knows {@code java.management}, a module that the runtime may lack.
 */
package io.porteiro.agent.jmx;
