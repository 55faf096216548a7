/**
 * Where the agent starts and where its rooms are wired together. {@link PorteiroAgent} and what it
 * calls live in the system loader; {@link Doorkeeper} in a loader of the agent's own.
 */
package io.porteiro.agent;
