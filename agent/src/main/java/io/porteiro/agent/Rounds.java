package io.porteiro.agent;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does some things about once a second, and more seldom when they take longer than a hundredth of
 * it, until it is interrupted. Lives in the agent's own loader.
 */
final class Rounds implements Runnable {

  private static final long PAUSE_MILLIS = 1_000;
  private static final long SHARE = 100;
  private static final long MAX_PAUSE_MILLIS = 2_000;

  private final List<Task> tasks;
  private final Consumer<Throwable> failures;

  Rounds(List<Task> tasks, Consumer<Throwable> failures) {
    this.tasks = tasks;
    this.failures = failures;
  }

  @Override
  public void run() {
    try {
      while (true) {
        long start = System.nanoTime();
        for (Task task : tasks) {
          run(task);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Thread.sleep(Math.max(PAUSE_MILLIS, Math.min(millis * SHARE, MAX_PAUSE_MILLIS)));
      }
    } catch (InterruptedException stop) {
      // the agent is taken out again
    }
  }

  private void run(Task task) throws InterruptedException {
    try {
      task.round();
    } catch (RuntimeException | Error e) {
      failures.accept(e);
    }
  }

  /** What is done in a round. */
  interface Task {

    void round() throws InterruptedException;
  }
}
