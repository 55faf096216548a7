/**
 * Views of the inventory's snapshots: Micrometer meters and the HTTP endpoint. Lives in the agent's
 * own loader and runs on the agent's threads only.
 */
package io.porteiro.agent.export;
