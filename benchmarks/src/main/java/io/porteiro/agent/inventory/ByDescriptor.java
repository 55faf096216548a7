package io.porteiro.agent.inventory;

import java.io.FileDescriptor;

/** The agent's own table, an array indexed by the descriptor's number. */
final class ByDescriptor implements ConnectionTable {

  private final DescriptorTable table = new DescriptorTable();

  @Override
  public void put(FileDescriptor connection, ConnectionCounters counters, long nanos) {
    table.put(Descriptors.number(connection), counters, nanos);
  }

  @Override
  public long take(FileDescriptor connection) {
    int number = Descriptors.number(connection);
    return table.take(number) == null ? 0 : table.nanos(number);
  }
}
