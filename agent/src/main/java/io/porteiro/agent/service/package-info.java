/**
 * Names the services that ports are registered for: {@code tcp/513} is {@code login}, {@code
 * udp/513} is {@code who}. Lives in the agent's own class loader and knows nothing of sockets.
 */
package io.porteiro.agent.service;
