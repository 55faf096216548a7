/**
 * What is done about listeners when there is time for it: what the policy does not expect is said,
 * what is to be learned is written. Is told by the inventory and knows its snapshots, the policy
 * and the configuration. Lives in the agent's own loader and works on a thread of the agent's.
 */
package io.porteiro.agent.watch;
