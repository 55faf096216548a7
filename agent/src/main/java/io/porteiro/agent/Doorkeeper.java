package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.export.ForeignMeters;
import io.porteiro.agent.export.HttpEndpoint;
import io.porteiro.agent.export.HttpRouter;
import io.porteiro.agent.export.MetricsHandler;
import io.porteiro.agent.export.PageHandler;
import io.porteiro.agent.export.PortsApi;
import io.porteiro.agent.export.RecentSnapshot;
import io.porteiro.agent.inventory.Inventory;
import io.porteiro.agent.inventory.SocketEventRecorder;
import io.porteiro.agent.jmx.AgentFacts;
import io.porteiro.agent.jmx.JmxModule;
import io.porteiro.agent.jmx.JmxView;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.service.ServiceNames;
import io.porteiro.agent.watch.PolicyWatch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Wires the rooms together. Lives in the agent's own loader. It is made when the first socket class
 * is woven, maybe on a thread of the application's, and then only counts; what takes longer starts
 * when it is run, on a thread of the agent's.
 */
public final class Doorkeeper implements Runnable, BooleanSupplier, AutoCloseable {

  private static final long CLOSE_MILLIS = 5_000;

  /** How long a JVM that ends waits for what is still to be said and written. */
  private static final long EXIT_MILLIS = 1_000;

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final long since = System.currentTimeMillis();
  private final AgentOptions options;
  private final Entrance entrance;
  private final Inventory inventory;
  private final ToolView tools;

  /** Null when there is nothing to watch for. */
  private final PolicyWatch policy;

  /** Null where the runtime has no JMX. */
  private JmxView jmx;

  private Thread jmxWork;
  private volatile Thread policyWork;
  private Thread server;
  private final Registries registries;
  private volatile HttpEndpoint endpoint;

  /**
   * Counts from here on.
   *
   * @param entrance the name of an {@link Entrance}, which another loader has, too
   */
  public Doorkeeper(Instrumentation instrumentation, String arguments, String entrance) {
    this.options = AgentOptions.read(arguments, new PrintStream(complaints));
    this.entrance = Entrance.valueOf(entrance);
    this.tools = new ToolView(instrumentation);
    JdkInternals.open(instrumentation, Doorkeeper.class, SocketEventRecorder.packages());
    JdkInternals.open(instrumentation, Doorkeeper.class, "java.lang");
    ServiceNames services = new ServiceNames(options.services());
    inventory =
        new Inventory(
            options.maxPorts(), options.histogram(), services::lookUp, new KernelSockets());
    inventory.admit(options.policy());
    registries = new Registries(instrumentation, options, this::meters);
    policy = options.needsWatch() ? watch(services) : null;
    if (policy != null) {
      LastMoment.is(this::end);
    }
    Porteiro.tell(new SocketEventRecorder(inventory, AgentThread::isCurrent));
  }

  private PolicyWatch watch(ServiceNames services) {
    PolicyWatch watch =
        new PolicyWatch(
            options, inventory::reconcile, inventory::admit, services::lookUp, () -> System.err);
    inventory.add(watch);
    return watch;
  }

  /** Looks at what was there before, and starts the endpoint and what else has the meters. */
  @Override
  public void run() {
    // not earlier: whoever made this may hold a lock that another writer to stderr waits for
    System.err.print(complaints);
    if (entrance.isLate()) {
      inventory.findEarlierConnections();
    }
    if (policy != null) {
      startPolicy();
    }
    tools.show(version());
    // not earlier: a thread takes over more than meets the eye from the one that makes it
    server = new AgentThread(this::serve, "endpoint");
    server.start();
    if (JmxModule.isPresent()) {
      jmx = new JmxView(inventory, new Facts(), inventory::add, inventory::remove);
      jmxWork = AgentThread.callingOthers(jmx, "jmx");
      jmxWork.start();
    }
    registries.start();
  }

  private void startPolicy() {
    // what it prints to may be a logger of the application's that opens a socket
    Thread work = AgentThread.callingOthers(policy, "policy");
    work.start();
    policyWork = work;
  }

  /** Nobody waits for it longer than a moment: it may be held up by what it prints to. */
  private void endPolicy(long millis) {
    Thread work = policyWork;
    if (work == null) {
      work = AgentThread.callingOthers(policy::finish, "policy");
      work.start();
    } else {
      work.interrupt();
    }
    join(work, millis);
    inventory.remove(policy);
  }

  /** The application's shutdown hooks have ended. */
  private void end() {
    if (policy != null) {
      endPolicy(EXIT_MILLIS);
    }
    HttpEndpoint bound = endpoint;
    if (bound != null) {
      bound.close();
    }
  }

  /** Whether the rest of the agent is to start at once: an application that ends soon is judged. */
  @Override
  public boolean getAsBoolean() {
    return policy != null;
  }

  private boolean isConfigValid() {
    return policy == null ? options.valid() : policy.isConfigValid();
  }

  /** Makes the meters of a registry that is not the endpoint's. */
  private Function<Object, ForeignMeters> meters(String where) {
    RecentSnapshot recent = new RecentSnapshot(inventory::snapshot);
    return registry ->
        new ForeignMeters(
            registry,
            recent,
            AgentErrors::counts,
            this::isConfigValid,
            version(),
            error -> AgentErrors.count(where, error));
  }

  private static String version() {
    String version = Doorkeeper.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private void serve() {
    try {
      endpoint = new EndpointStart(options, this::router, entrance == Entrance.TOOL).untilBound();
      tools.show(endpoint.address(), endpoint.port());
      // it answers for as long as the application ends, but its threads must not be waited for
      LastMoment.is(this::end);
    } catch (InterruptedException stop) {
      // the agent is taken out again
    } catch (Throwable error) {
      AgentErrors.count("export", error);
    }
  }

  private HttpRouter router() {
    try {
      MetricsHandler metrics =
          new MetricsHandler(
              inventory::snapshot,
              AgentErrors::counts,
              options.histogram(),
              this::isConfigValid,
              version());
      PortsApi api = new PortsApi(version(), since, inventory::snapshot, inventory::peers);
      HttpRouter router =
          new HttpRouter(options.host(), error -> AgentErrors.count("export", error))
              .with("/metrics", metrics)
              .withFolder(PortsApi.PATH, api);
      return PageHandler.addTo(router);
    } catch (Throwable error) {
      AgentErrors.count("export", error);
      throw error;
    }
  }

  private static void end(Thread thread) {
    thread.interrupt();
    join(thread, CLOSE_MILLIS);
  }

  private static void join(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the endpoint and its threads; waits for them, but not for ever. */
  @Override
  public void close() {
    tools.hide();
    if (server != null) {
      end(server);
    }
    if (policy != null) {
      endPolicy(CLOSE_MILLIS);
    }
    if (jmx != null) {
      jmx.close();
      end(jmxWork);
    }
    registries.close();
    LastMoment.isNone();
    if (endpoint != null) {
      endpoint.close();
    }
    tools.hide();
  }

  /** What JMX shows of all this. */
  private final class Facts implements AgentFacts {

    @Override
    public String version() {
      return Doorkeeper.version();
    }

    @Override
    public String endpoint() {
      HttpEndpoint bound = endpoint;
      return bound == null ? null : ToolView.url(bound.address(), bound.port());
    }

    @Override
    public boolean isConfigValid() {
      return Doorkeeper.this.isConfigValid();
    }

    @Override
    public Map<String, Long> errors() {
      return AgentErrors.counts();
    }

    @Override
    public void failed(Throwable error) {
      AgentErrors.count("export", error);
    }
  }
}
