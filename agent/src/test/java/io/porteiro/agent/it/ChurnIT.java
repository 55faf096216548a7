package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** Many connections at once, ended in every way at random: in the end all counts agree. */
class ChurnIT {

  private static final int THREADS = 4;
  private static final int CONNECTIONS = 20_000;
  private static final char[] ENDS = {'C', 'D', 'T', 'S', 'E', 'E', 'H', 'N'};

  @RepeatedTest(3)
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void countsAgreeInTheEnd(RepetitionInfo repetition) throws Exception {
    List<Jdk> jdks = Jdk.withTools();
    Jdk jdk = jdks.get(repetition.getCurrentRepetition() % jdks.size());
    try (Jvm jvm = Jvm.on(jdk).bare().main("io.porteiro.apps.Churn").start()) {
      String[] ports = jvm.listening().split(" ");
      jvm.firstScrape();
      AtomicLongArray made = new AtomicLongArray(2);
      AtomicLongArray kept = new AtomicLongArray(2);
      churn(ports, made, kept, repetition.getCurrentRepetition());
      for (int i = 0; i < 2; i++) {
        expect(jvm, ports[i], made.get(i), kept.get(i));
      }
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(jvm.err()).isEmpty();
    }
  }

  private final Queue<Client> open = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeAll() {
    open.forEach(Client::close);
  }

  private void churn(String[] ports, AtomicLongArray made, AtomicLongArray kept, int repetition)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks =
          IntStream.range(0, THREADS)
              .<Callable<Void>>mapToObj(
                  thread ->
                      () -> {
                        Random random = new Random(repetition * 31L + thread);
                        for (int i = 0; i < CONNECTIONS / THREADS; i++) {
                          one(ports, made, kept, random);
                        }
                        return null;
                      })
              .toList();
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void one(String[] ports, AtomicLongArray made, AtomicLongArray kept, Random random) {
    int server = random.nextInt(2);
    char end = ENDS[random.nextInt(ENDS.length)];
    if (end == 'N' && random.nextInt(20) > 0) {
      // a few that are never closed are enough
      end = 'C';
    }
    Client client = Client.tcp(Integer.parseInt(ports[server]));
    client.say(end);
    made.incrementAndGet(server);
    if (end == 'N') {
      // open on this side too: a reset would end it for the operating system, but not its
      // descriptor
      kept.incrementAndGet(server);
      open.add(client);
      return;
    }
    if (end == 'C' || end == 'H') {
      client.untilEnd();
    }
    // a reset leaves no TIME_WAIT, so that the ports last for all repetitions
    client.reset();
  }

  private static void expect(Jvm jvm, String port, long made, long kept) {
    jvm.await(
        kept + " active on " + port,
        () ->
            jvm.scrape().tcp("porteiro_connections_active", port) == kept
                && Kernel.connections(jvm.pid(), Integer.parseInt(port)) == kept);
    Scrape scrape = jvm.scrape();
    assertThat(scrape.tcp("porteiro_connections_accepted_total", port)).isEqualTo(made);
    assertThat(scrape.tcp("porteiro_connections_closed_total", port)).isEqualTo(made - kept);
  }
}
