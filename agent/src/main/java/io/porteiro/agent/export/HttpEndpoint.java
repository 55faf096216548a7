package io.porteiro.agent.export;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hc.core5.http.impl.io.HttpService;

/**
 * The HTTP server: HttpCore's protocol code behind a socket of our own, as HttpCore's server runs
 * as many threads as there are connections, one of which keeps the JVM alive. Here threads,
 * connections, request sizes and times are bounded. Until somebody connects there is but the
 * socket: HttpCore and what answers are hundreds of classes, and the application may be starting.
 */
public final class HttpEndpoint implements Closeable {

  private static final int MAX_CONNECTIONS = 8;

  /** How many more may wait for one of those to end, which takes the idle timeout at most. */
  private static final int MAX_WAITING = 8;

  private static final int BACKLOG = 50;
  private static final int IDLE_TIMEOUT_MILLIS = 5_000;
  private static final int SWEEP_MILLIS = 1_000;
  private static final long THREAD_KEEP_ALIVE_SECONDS = 30;

  private final ServerSocket server;
  private final Supplier<HttpRouter> router;
  private final ThreadPoolExecutor workers;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private HttpService service;

  private HttpEndpoint(ServerSocket server, Supplier<HttpRouter> router, ThreadFactory threads) {
    this.server = server;
    this.router = router;
    this.workers =
        new ThreadPoolExecutor(
            MAX_CONNECTIONS,
            MAX_CONNECTIONS,
            THREAD_KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            threads);
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Binds and starts to serve.
   *
   * @param host a name or an address
   * @param port 0 has the system choose one
   * @param router is asked when somebody connects, and again should it fail
   * @param threads makes the threads, which should be daemons
   * @throws IOException when it cannot be bound
   */
  public static HttpEndpoint start(
      String host, int port, Supplier<HttpRouter> router, ThreadFactory threads)
      throws IOException {
    // a channel's: an application's SocketImplFactory has no say in it
    ServerSocket server = ServerSocketChannel.open().socket();
    try {
      server.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
      HttpEndpoint endpoint = new HttpEndpoint(server, router, threads);
      threads.newThread(endpoint::serve).start();
      return endpoint;
    } catch (Throwable e) {
      server.close();
      throw e;
    }
  }

  /** The port that it is bound to. */
  public int port() {
    return server.getLocalPort();
  }

  /** The address that it is bound to. */
  public InetAddress address() {
    return server.getInetAddress();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        // wakes up for the sake of connections only while there are any
        server.setSoTimeout(connections.isEmpty() ? 0 : SWEEP_MILLIS);
        accepted(server.accept());
      } catch (SocketTimeoutException sweep) {
        closeOverdue();
      } catch (Throwable closedOrOutOfSomething) {
        pause();
      }
    }
  }

  private void accepted(Socket socket) throws IOException {
    closeOverdue();
    HttpConnection connection = null;
    try {
      socket.setSoTimeout(IDLE_TIMEOUT_MILLIS);
      connection = new HttpConnection(socket, service(), connections);
      connections.add(connection);
      workers.execute(connection);
    } catch (Throwable busyOrOutOfThreads) {
      // costs the connection, not the endpoint
      if (connection != null) {
        connection.close();
      }
      socket.close();
    }
  }

  private HttpService service() {
    if (service == null) {
      service = router.get().service(this::isCrowded);
    }
    return service;
  }

  /** Whether connections should not be kept for another request, as others need them. */
  private boolean isCrowded() {
    return connections.size() > MAX_CONNECTIONS / 2;
  }

  private void closeOverdue() {
    long now = System.nanoTime();
    for (HttpConnection connection : connections) {
      if (connection.isOverdue(now)) {
        connection.close();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(server.isClosed() ? 0 : SWEEP_MILLIS);
    } catch (InterruptedException stop) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException ignored) {
      // it is closed all the same
    }
    workers.shutdown();
    for (HttpConnection connection : connections) {
      connection.close();
    }
  }
}
