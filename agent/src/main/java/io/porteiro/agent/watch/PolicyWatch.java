package io.porteiro.agent.watch;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.config.ConfigWatch;
import io.porteiro.agent.config.LearnedDoor;
import io.porteiro.agent.config.LearnedFile;
import io.porteiro.agent.inventory.ListenerObserver;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.Protocol;
import io.porteiro.agent.policy.Door;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does what a policy asks for and nobody is to wait for: says what is not expected, once for each
 * door and owner, writes down what is to be learned, and looks at the configuration file. Lives in
 * the agent's own loader; takes note on the application's threads, and works on one of the agent's.
 */
public final class PolicyWatch implements ListenerObserver, Runnable {

  private static final long LOOK_NANOS = 1_000_000_000L;

  /** How often the operating system's list is read for sockets that no hook saw. */
  private static final long RECONCILE_NANOS = 10_000_000_000L;

  /** How many different ones are said, or learned. */
  private static final int MOST = 10_000;

  private final Runnable reconciliation;
  private final Consumer<Policy> admission;
  private final Function<Set<String>, Map<String, String>> services;
  private final Supplier<PrintStream> complaints;
  private final ConfigWatch config;
  private final LearnedFile learned;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Opening> openings = new LinkedBlockingQueue<>(MOST);
  private final List<LearnedDoor> doors = new ArrayList<>();
  private volatile AgentOptions options;
  private volatile Thread worker;
  private long reconciledNanos = System.nanoTime();
  private boolean complained;

  /**
   * @param reconciliation reads the operating system's list of sockets
   * @param admission has a new policy hold
   * @param services the names of the services of ports such as {@code tcp/513}
   * @param complaints where what a user is to read goes, a line at a time
   */
  public PolicyWatch(
      AgentOptions options,
      Runnable reconciliation,
      Consumer<Policy> admission,
      Function<Set<String>, Map<String, String>> services,
      Supplier<PrintStream> complaints) {
    this.options = options;
    this.reconciliation = reconciliation;
    this.admission = admission;
    this.services = services;
    this.complaints = complaints;
    config = new ConfigWatch(options, System.nanoTime());
    learned = options.learn() == null ? null : new LearnedFile(options.learn());
  }

  /** Whether the configuration was right when it was read last. */
  public boolean isConfigValid() {
    return options.valid();
  }

  @Override
  public void opened(Protocol protocol, String port, ListenerSnapshot listener) {
    boolean unexpected = isToBeSaid(protocol, port, listener);
    boolean unknown =
        learned != null && listener.isJudged() && add(known, protocol, port, listener);
    if (unexpected || unknown) {
      note(new Opening(protocol, port, listener, unexpected, unknown));
    }
  }

  @Override
  public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
    if (isToBeSaid(protocol, port, listener)) {
      note(new Opening(protocol, port, listener, true, false));
    }
  }

  @Override
  public void remainsUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
    becameUnexpected(protocol, port, listener);
  }

  @Override
  public void closed(Protocol protocol, String port, ListenerSnapshot listener) {
    // what was said and learned of it stays
  }

  /** What a bind was refused for is in its exception; what could not be refused is said. */
  private boolean isToBeSaid(Protocol protocol, String port, ListenerSnapshot listener) {
    return listener.isUnexpected()
        && options.policy().mode() != Mode.OBSERVE
        && add(said, protocol, port, listener);
  }

  private static boolean add(
      Set<String> to, Protocol protocol, String port, ListenerSnapshot listener) {
    String number = listener.ephemeral() ? "ephemeral" : port;
    String kind = protocol.label() + '/' + number + ' ' + listener.address();
    return to.size() < MOST && to.add(kind + ' ' + listener.owner());
  }

  /** Works until it is interrupted, and then does what is left to be done. */
  @Override
  public void run() {
    worker = Thread.currentThread();
    while (!Thread.currentThread().isInterrupted()) {
      work();
      if (openings.isEmpty()) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }
    finish();
  }

  private void note(Opening opening) {
    openings.offer(opening);
    LockSupport.unpark(worker);
  }

  private synchronized void work() {
    try {
      look();
      reconcile();
      take();
    } catch (Throwable error) {
      AgentErrors.count("policy", error);
    }
  }

  /** Does what is left to be done; may wait for whoever reads what it says. */
  public synchronized void finish() {
    try {
      if (learned != null) {
        reconciliation.run();
      }
      take();
      // another JVM may have written to the file meanwhile
      learn();
    } catch (Throwable error) {
      AgentErrors.count("policy", error);
    }
  }

  private void look() {
    if (config.poll(System.nanoTime(), complaints.get())) {
      options = config.options();
      said.clear();
      admission.accept(options.policy());
    }
  }

  private void reconcile() {
    if (System.nanoTime() - reconciledNanos >= RECONCILE_NANOS
        && (learned != null || options.policy().judges())) {
      reconciledNanos = System.nanoTime();
      reconciliation.run();
      if (complained) {
        learn();
      }
    }
  }

  private void take() {
    List<Opening> taken = new ArrayList<>();
    openings.drainTo(taken);
    int before = doors.size();
    for (Opening opening : taken) {
      take(opening, service(opening));
    }
    if (doors.size() > before) {
      learn();
    }
  }

  private void take(Opening opening, String service) {
    if (opening.unknown) {
      doors.add(new LearnedDoor(opening.door(), service));
    }
    if (opening.unexpected) {
      say(opening.listener.warning(service));
    }
  }

  /** To what may be the application's own. */
  private void say(String line) {
    try {
      complaints.get().println("porteiro: " + line);
    } catch (Throwable error) {
      AgentErrors.count("policy", error);
    }
  }

  private String service(Opening opening) {
    String key = opening.protocol.label() + '/' + opening.port;
    return services.apply(Collections.singleton(key)).getOrDefault(key, "");
  }

  /** What could not be written is said once, and tried again. */
  private void learn() {
    if (doors.isEmpty()) {
      return;
    }
    try {
      learned.add(doors);
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        say(e.getMessage());
      }
      complained = true;
    }
  }

  /** One that is to be said, learned, or both. */
  private static final class Opening {

    final Protocol protocol;
    final String port;
    final ListenerSnapshot listener;
    final boolean unexpected;
    final boolean unknown;

    Opening(
        Protocol protocol,
        String port,
        ListenerSnapshot listener,
        boolean unexpected,
        boolean unknown) {
      this.protocol = protocol;
      this.port = port;
      this.listener = listener;
      this.unexpected = unexpected;
      this.unknown = unknown;
    }

    Door door() {
      return protocol == Protocol.UNIX
          ? Door.ofPath(port, listener.owner())
          : Door.ofPort(
              protocol.label(),
              port.chars().allMatch(Character::isDigit) ? Integer.parseInt(port) : 0,
              listener.address(),
              listener.exposure().label(),
              listener.ephemeral(),
              listener.owner());
    }
  }
}
