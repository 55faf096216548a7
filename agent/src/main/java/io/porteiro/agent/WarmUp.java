package io.porteiro.agent;

/**
 * The daemon thread that brings in what nobody needed yet, has the transformer leave and starts the
 * rest of the agent. Lives in the system loader.
 */
final class WarmUp extends Thread {

  /** A JVM that ends sooner (jps, hello world) does not pay. */
  private static final long DELAY_MILLIS = 100;

  private final JdkTransformer transformer;

  WarmUp(JdkTransformer transformer) {
    super("porteiro-start");
    this.transformer = transformer;
    setDaemon(true);
    setContextClassLoader(null);
  }

  @Override
  public void run() {
    try {
      Thread.sleep(DELAY_MILLIS);
      Weaving weaving = transformer.weaving();
      weaving.bringIn(JdkTransformer.TARGETS);
      transformer.leave();
      weaving.finish();
    } catch (InterruptedException stop) {
      // nobody interrupts it but a JVM that is going down
    }
  }
}
