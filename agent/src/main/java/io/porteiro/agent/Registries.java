package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.export.ForeignMeters;
import io.porteiro.agent.micrometer.ApplicationMeters;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Keeps the meters in the registries that are not the endpoint's: the application's own, and one
 * that is pushed. Lives in the agent's own loader.
 */
final class Registries implements AutoCloseable {

  private static final long CLOSE_MILLIS = 5_000;

  private final Instrumentation instrumentation;
  private final AgentOptions options;
  private final Function<String, Function<Object, ForeignMeters>> meters;
  private ApplicationMeters applications;
  private OtlpPush push;
  private Thread rounds;

  /**
   * @param meters makes what makes the meters of a registry, when it is told where errors with it
   *     are counted
   */
  Registries(
      Instrumentation instrumentation,
      AgentOptions options,
      Function<String, Function<Object, ForeignMeters>> meters) {
    this.instrumentation = instrumentation;
    this.options = options;
    this.meters = meters;
  }

  void start() {
    List<Rounds.Task> tasks = new ArrayList<>();
    if (options.micrometer()) {
      applications =
          new ApplicationMeters(
              new JvmClasses(instrumentation),
              meters.apply("micrometer"),
              task -> AgentThread.callingOthers(task, "micrometer"),
              error -> AgentErrors.count("micrometer", error));
      tasks.add(applications::round);
    }
    if (options.otlpUrl() != null) {
      push = new OtlpPush(options.otlpUrl(), options.otlpJar(), meters.apply("otlp"));
      tasks.add(push);
    }
    if (!tasks.isEmpty()) {
      rounds = new AgentThread(new Rounds(tasks, e -> AgentErrors.count("export", e)), "meters");
      rounds.start();
    }
  }

  /** Takes the meters out again. */
  @Override
  public void close() {
    try {
      if (rounds != null) {
        rounds.interrupt();
        rounds.join(CLOSE_MILLIS);
      }
      if (push != null) {
        push.close();
      }
      if (applications != null) {
        applications.leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
