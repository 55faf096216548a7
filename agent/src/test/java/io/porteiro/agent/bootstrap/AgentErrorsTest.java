package io.porteiro.agent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgentErrorsTest {

  @Test
  void everyPlaceIsThereBeforeItsFirstError() {
    assertThat(AgentErrors.counts().keySet())
        .contains("bind", "accept", "close", "datagram", "weave", "export");
  }

  @Test
  void anErrorIsCountedInItsPlaceAndKeptAsTheLast() {
    Map<String, Long> expected = new TreeMap<>(AgentErrors.counts());
    expected.merge("export", 1L, Long::sum);
    Throwable error = new IllegalStateException();
    AgentErrors.count("export", error);

    assertThat(AgentErrors.counts()).isEqualTo(expected);
    assertThat(AgentErrors.last()).isEqualTo(error.toString());
  }

  @Test
  void countsAreACopy() {
    Map<String, Long> before = AgentErrors.counts();
    AgentErrors.count("export", new IllegalStateException());

    assertThat(before).isNotEqualTo(AgentErrors.counts());
  }

  @Test
  void countingNeverThrows() {
    assertThatCode(() -> AgentErrors.count(null, new IllegalStateException()))
        .doesNotThrowAnyException();
    assertThatCode(() -> AgentErrors.count("export", null)).doesNotThrowAnyException();
  }

  @Test
  void errorsOfSeveralThreadsAreAllCounted() throws InterruptedException {
    long before = AgentErrors.counts().get("close");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 1_000; n++) {
                  AgentErrors.count("close", null);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(30_000);
    }

    assertThat(AgentErrors.counts().get("close")).isEqualTo(before + 4_000);
  }
}
