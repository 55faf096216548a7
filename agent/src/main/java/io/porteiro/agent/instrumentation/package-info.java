/**
 * What is woven into the JDK's socket classes: one class for each of them, which names its methods
 * and the advice for each. Lives in a loader that is dropped when the weaving is done; knows the
 * {@code bootstrap} package only.
 */
package io.porteiro.agent.instrumentation;
