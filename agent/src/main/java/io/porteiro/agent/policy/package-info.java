/**
 * What may listen: the rules of what is expected, and the judgement of a socket by them. Knows the
 * JDK alone. Lives in the agent's own class loader, and in the command line's.
 */
package io.porteiro.agent.policy;
