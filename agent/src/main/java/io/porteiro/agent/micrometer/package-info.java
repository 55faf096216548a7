/**
 * The application's own Micrometer: found when it is there, and given the agent's meters. Lives in
 * the agent's own loader and keeps nothing of the application's alive.
 */
package io.porteiro.agent.micrometer;
