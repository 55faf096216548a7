package io.porteiro.agent.config;

import java.io.PrintStream;

/**
 * Notices when the configuration file changes. It has no thread: whoever has one asks it about once
 * a second. What the file holds is compared, and not its time, which is coarse on some systems and
 * which some tools keep. Content that is new holds when it is the same at a second look: a file
 * that is being written is not read by halves. Not safe for use by several threads.
 */
public final class ConfigWatch {

  static final long INTERVAL_NANOS = 10_000_000_000L;
  static final long SETTLE_NANOS = 900_000_000L;

  private AgentOptions options;
  private FileContent seen;
  private long nextNanos;

  /**
   * @param nowNanos the time, as {@link System#nanoTime} has it
   */
  public ConfigWatch(AgentOptions options, long nowNanos) {
    this.options = options;
    this.nextNanos = nowNanos + INTERVAL_NANOS;
  }

  /** What holds since the last change. */
  public AgentOptions options() {
    return options;
  }

  /**
   * Looks at the file if it is time to. Never throws.
   *
   * @param complaints where one line goes when the file is new and there is something wrong with it
   * @return whether {@link #options} have changed; only their policy is to be taken over, as the
   *     rest holds from the start
   */
  public boolean poll(long nowNanos, PrintStream complaints) {
    ConfigFile file = options.file();
    if (file == null || nowNanos - nextNanos < 0) {
      return false;
    }
    FileContent now = FileContent.of(file.file());
    if (!file.has(now) && !now.equals(seen)) {
      seen = now;
      nextNanos = nowNanos + SETTLE_NANOS;
      return false;
    }
    seen = null;
    nextNanos = nowNanos + INTERVAL_NANOS;
    if (file.has(now)) {
      return false;
    }
    options = options.with(ConfigFile.of(file.file(), now), complaints);
    return true;
  }
}
