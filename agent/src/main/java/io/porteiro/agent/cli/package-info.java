/**
 * {@code java -jar porteiro.jar}: looks at JVMs from outside, and puts the agent into one that
 * runs. Lives in a JVM of its own, in the system loader; nothing of it is loaded where the agent
 * is.
 */
package io.porteiro.agent.cli;
