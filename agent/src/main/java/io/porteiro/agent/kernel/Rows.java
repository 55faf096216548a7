package io.porteiro.agent.kernel;

/** What is done with the rows of a file. */
interface Rows {

  /** Takes the next line, which is the caller's again afterwards. It may be no row. */
  void take(Row row);

  /** Whether the rest of the file is of no interest. */
  boolean isComplete();
}
