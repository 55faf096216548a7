/**
 * What the Linux kernel says about the sockets of this process, read without privilege from {@code
 * /proc}. Lives in the agent's own loader and knows nothing of the other rooms.
 */
package io.porteiro.agent.kernel;
