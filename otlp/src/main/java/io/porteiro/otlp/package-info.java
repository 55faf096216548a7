/**
 * Pushes what a registry has by OTLP. A jar of its own, which the agent loads in a loader of its
 * own; the two share types of the JDK alone. Knows nothing of the agent.
 */
package io.porteiro.otlp;
