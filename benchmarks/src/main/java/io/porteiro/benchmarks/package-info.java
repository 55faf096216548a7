/**
 * What the agent costs: one event by JMH, and by the scripts {@code benchmarks/start-up}, {@code
 * benchmarks/servers} and {@code benchmarks/churn} whole processes with the agent and without. Each
 * script says with {@code --help} what it measures.
 *
 * <pre>{@code
 * mvn -q -pl agent,benchmarks -am package -DskipTests
 * java -jar benchmarks/target/benchmarks.jar -prof gc        # -t 2 for two threads, -h for more
 * }</pre>
 */
package io.porteiro.benchmarks;
