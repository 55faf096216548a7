package io.porteiro.agent;

/**
 * The daemon thread that brings in what nobody needed yet, has the transformer leave and starts the
 * rest of the agent. Lives in the system loader.
 */
final class WarmUp extends Thread {

  /** A JVM that ends sooner (jps, hello world) does not pay. */
  private static final long WEAVING_DELAY_MILLIS = 100;

  /** Nor does an application that starts have to share its processors with Micrometer. */
  private static final long REST_DELAY_MILLIS = 1_000;

  /** How often a library that takes long to load is waited for; ten seconds in all. */
  private static final int LIBRARY_ROUNDS = 500;

  private static final long LIBRARY_MILLIS = 20;

  private final JdkTransformer transformer;
  private final Object pause = new Object();
  private boolean urgent;

  WarmUp(JdkTransformer transformer) {
    super("porteiro-start");
    this.transformer = transformer;
    setDaemon(true);
    setContextClassLoader(null);
    // an application's own default handler may well end the JVM
    setUncaughtExceptionHandler(new Ignore());
  }

  @Override
  public void run() {
    try {
      long start = System.nanoTime();
      pause(start, WEAVING_DELAY_MILLIS);
      weave();
      pause(start, REST_DELAY_MILLIS);
      transformer.weaving().finish();
    } catch (InterruptedException stop) {
      // the agent is taken out again
    }
  }

  /** Has the rest of the agent start at once: what it has to do cannot wait. Returns at once. */
  void hurry() {
    synchronized (pause) {
      urgent = true;
      pause.notifyAll();
    }
  }

  private void pause(long startNanos, long millis) throws InterruptedException {
    if (isUrgentWithin(startNanos, millis)) {
      transformer.weaving().startRest();
    }
  }

  private boolean isUrgentWithin(long startNanos, long millis) throws InterruptedException {
    synchronized (pause) {
      long left = millis;
      while (!urgent && left > 0) {
        pause.wait(left);
        left = millis - (System.nanoTime() - startNanos) / 1_000_000;
      }
      return urgent;
    }
  }

  /** All of it in the thread that asks: nothing starts, so nothing is to be waited for. */
  void runNow() throws InterruptedException {
    weave();
    transformer.weaving().finish();
  }

  private void weave() throws InterruptedException {
    Weaving weaving = transformer.weaving();
    try {
      weaving.bringIn(JdkTransformer.TARGETS);
      awaitLibraries();
    } finally {
      transformer.leave();
    }
    // those that came before anybody waited for them
    weaving.weaveNetty();
  }

  /** Ends it, if it has not ended yet. */
  void end() throws InterruptedException {
    interrupt();
    join();
  }

  /**
   * Waits until nobody loads a native library any more. What is being loaded since before the hook
   * for that was there does not pass it; until it is loaded, the transformer must see its classes.
   */
  private static void awaitLibraries() throws InterruptedException {
    for (int i = 0; i < LIBRARY_ROUNDS && isLoadingLibrary(); i++) {
      Thread.sleep(LIBRARY_MILLIS);
    }
  }

  private static boolean isLoadingLibrary() {
    for (StackTraceElement[] stack : getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals("java.lang.Runtime")
            && frame.getMethodName().startsWith("load")) {
          return true;
        }
      }
    }
    return false;
  }

  private static final class Ignore implements UncaughtExceptionHandler {

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      // what can be said or counted was, where it happened
    }
  }
}
