/**
 * What the user asked for: arguments, system properties, environment and the configuration file,
 * and the file that the agent writes what it learned to. Knows the policy. The agent reads it in
 * its own class loader, and the argument in the system loader too; the command line reads files.
 */
package io.porteiro.agent.config;
