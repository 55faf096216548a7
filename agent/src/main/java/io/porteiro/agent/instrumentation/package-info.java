/**
 * What is woven into the JDK's socket classes: one class for each of them, with a row for each of
 * its methods that says what it tells {@code Porteiro}; and the weaver, which copies class files
 * with these calls added. Lives in a loader that is dropped when the weaving is done; knows the
 * {@code bootstrap} package and ASM only.
 */
package io.porteiro.agent.instrumentation;
