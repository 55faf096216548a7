package io.porteiro.demo.plugin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/**
 * A listener nobody asked for.
 *
 * <p>It stands for the library that opens a port of its own some time after the start: it lives in
 * another package than the services, and whoever watches the ports of the program can tell from
 * that who opened this one. It accepts every connection and closes it.
 */
public final class Telemetry implements AutoCloseable {

  private static final int BACKLOG = 50;
  private static final long PAUSE_MILLIS = 100;
  private static final long STOP_MILLIS = 2000;

  private final ServerSocket listener;
  private final Thread acceptor = new Thread(this::acceptAll, "telemetry");

  private Telemetry(ServerSocket listener) {
    this.listener = listener;
    this.acceptor.setDaemon(true);
  }

  /** Opens the listener; port 0 lets the system choose one. */
  public static Telemetry listen(InetAddress address, int port) throws IOException {
    Telemetry telemetry = new Telemetry(new ServerSocket(port, BACKLOG, address));
    telemetry.acceptor.start();
    return telemetry;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        listener.accept().close();
      } catch (IOException e) {
        // Closed, and the loop ends; or out of file descriptors, and a pause may help.
        pauseUnlessClosed();
      }
    }
  }

  private void pauseUnlessClosed() {
    try {
      if (!listener.isClosed()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      // The system keeps the port open as long as somebody is in accept.
      acceptor.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
