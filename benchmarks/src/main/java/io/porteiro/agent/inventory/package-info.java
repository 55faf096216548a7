/**
 * The benchmarks of what only the inventory's own package sees: its table of connections against
 * one of weak references. {@code ConnectionTableBenchmark} has the time and the garbage, {@code
 * ConnectionTableMemory} what is retained.
 */
package io.porteiro.agent.inventory;
