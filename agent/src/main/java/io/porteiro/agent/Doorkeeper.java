package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.bootstrap.Porteiro;
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
public final class Doorkeeper implements Runnable {

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final AgentOptions options;
  private final Inventory inventory;

  /** Counts from here on. */
  public Doorkeeper(Instrumentation instrumentation, String arguments) {
    options = AgentOptions.read(arguments, new PrintStream(complaints));
    JdkInternals.open(instrumentation, Doorkeeper.class, SocketEventRecorder.packages());
    ServiceNames services = new ServiceNames(options.services());
    inventory =
        new Inventory(
            options.maxPorts(), options.histogram(), services::lookUp, new KernelSockets());
    Porteiro.tell(new SocketEventRecorder(inventory, AgentThread::isCurrent));
  }

  /** Starts the endpoint. */
  @Override
  public void run() {
    // not earlier: whoever made this may hold a lock that another writer to stderr waits for
    System.err.print(complaints);
    new AgentThread(this::serve, "endpoint").start();
  }

  private void serve() {
    try {
      String version = Doorkeeper.class.getPackage().getImplementationVersion();
      MetricsHandler metrics =
          new MetricsHandler(
              inventory::snapshot,
              AgentErrors::counts,
              options.histogram(),
              options.valid(),
              version == null ? "unknown" : version);
      HttpRouter router =
          new HttpRouter(options.host(), error -> AgentErrors.count("export", error))
              .with("/metrics", metrics)
              .withFolder(PortsApi.PATH, new PortsApi(inventory::snapshot, inventory::peers));
      new EndpointStart(options, router).untilBound();
    } catch (InterruptedException stop) {
      // nobody waits for the endpoint any more
    } catch (Throwable error) {
      AgentErrors.count("export", error);
    }
  }
}
