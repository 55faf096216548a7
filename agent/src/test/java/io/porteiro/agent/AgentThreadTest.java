package io.porteiro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentThreadTest {

  private final Thread.UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  @Test
  void itHoldsNothingOfTheApplicationsAndKeepsNothingAlive() {
    AgentThread thread = new AgentThread(() -> {}, "test");

    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getContextClassLoader()).isNull();
    assertThat(thread.getName()).isEqualTo("porteiro-test");
  }

  @Test
  void itKnowsItself() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    run(() -> inside.set(AgentThread.isCurrent()));

    assertThat(inside).isTrue();
    assertThat(AgentThread.isCurrent()).isFalse();
  }

  @Test
  void whatTheApplicationDoesOnOneThatCallsItIsTheApplications() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean(true);
    AgentThread thread =
        AgentThread.callingOthers(() -> inside.set(AgentThread.isCurrent()), "test");
    thread.start();
    thread.join();

    assertThat(inside).isFalse();
  }

  @Test
  void whatItDiesOfIsTheAgentsErrorAndNoneOfTheApplications() throws InterruptedException {
    List<Throwable> seen = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> seen.add(error));
    long before = sum(AgentErrors.counts());
    run(
        () -> {
          throw new IllegalStateException();
        });

    assertThat(seen).isEmpty();
    assertThat(sum(AgentErrors.counts())).isEqualTo(before + 1);
  }

  private static void run(Runnable task) throws InterruptedException {
    AgentThread thread = new AgentThread(task, "test");
    thread.start();
    thread.join();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
