/**
 * The few classes that the whole JVM can see. They live in the boot loader, in the shipped jar
 * under the name {@code java.porteiro}, and refer to {@code java.*} types only.
 */
package io.porteiro.agent.bootstrap;
