package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.export.HttpEndpoint;
import io.porteiro.agent.export.HttpRouter;
import io.porteiro.agent.export.MetricsHandler;
import io.porteiro.agent.export.PortsApi;
import io.porteiro.agent.inventory.Inventory;
import io.porteiro.agent.inventory.SocketEventRecorder;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.service.ServiceNames;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;

/**
 * Wires the rooms together. Lives in the agent's own loader. It is made when the first socket class
 * is woven, maybe on a thread of the application's, and then only counts; what takes longer starts
 * when it is run, on a thread of the agent's.
 */
public final class Doorkeeper implements Runnable, AutoCloseable {

  private static final long CLOSE_MILLIS = 5_000;

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final AgentOptions options;
  private final Entrance entrance;
  private final Inventory inventory;
  private final ToolView tools;
  private Thread server;
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
    ServiceNames services = new ServiceNames(options.services());
    inventory =
        new Inventory(
            options.maxPorts(), options.histogram(), services::lookUp, new KernelSockets());
    Porteiro.tell(new SocketEventRecorder(inventory, AgentThread::isCurrent));
  }

  /** Looks at what was there before, and starts the endpoint. */
  @Override
  public void run() {
    // not earlier: whoever made this may hold a lock that another writer to stderr waits for
    System.err.print(complaints);
    if (entrance.isLate()) {
      inventory.findEarlierConnections();
    }
    tools.show(version());
    // not earlier: a thread takes over more than meets the eye from the one that makes it
    server = new AgentThread(this::serve, "endpoint");
    server.start();
  }

  private static String version() {
    String version = Doorkeeper.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private void serve() {
    try {
      endpoint = new EndpointStart(options, this::router, entrance == Entrance.TOOL).untilBound();
      tools.show(endpoint.address(), endpoint.port());
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
              options.valid(),
              version());
      return new HttpRouter(options.host(), error -> AgentErrors.count("export", error))
          .with("/metrics", metrics)
          .withFolder(PortsApi.PATH, new PortsApi(inventory::snapshot, inventory::peers));
    } catch (Throwable error) {
      AgentErrors.count("export", error);
      throw error;
    }
  }

  private static void end(Thread thread) {
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS);
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
    if (endpoint != null) {
      endpoint.close();
    }
    tools.hide();
  }
}
