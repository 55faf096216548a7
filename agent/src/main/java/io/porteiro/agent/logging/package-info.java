/**
 * Takes the place of {@code java.util.logging} for the libraries in the agent's jar, whose build
 * renames their references: the JDK's own would initialise the LogManager and so lock the
 * application out of bringing another. Lives in the agent's own loader.
 */
package io.porteiro.agent.logging;
