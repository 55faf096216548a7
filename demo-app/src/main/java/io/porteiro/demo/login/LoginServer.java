package io.porteiro.demo.login;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The {@code login} service, TCP 513: an rlogin server (RFC 1282) with a thread per connection.
 *
 * <p>It lets everybody in and only echoes, so there is nothing to break into. Clients get limits
 * ({@link LoginLimits}); a watch, once in a while, ends the sessions of those that are late, which
 * covers the slow reader as well as the slow writer.
 */
public final class LoginServer implements AutoCloseable {

  private static final int BACKLOG = 50;
  private static final long WATCH_MILLIS = 250;
  private static final long PAUSE_MILLIS = 100;
  private static final long STOP_MILLIS = 2000;

  private final ServerSocket listener;
  private final LoginLimits limits;
  private final Set<LoginSession> sessions = ConcurrentHashMap.newKeySet();
  private final Thread acceptor = daemon(this::acceptAll, "login-accept");
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "login-watch"));

  private LoginServer(ServerSocket listener, LoginLimits limits) {
    this.listener = listener;
    this.limits = limits;
  }

  /** Opens the service; port 0 lets the system choose one. */
  public static LoginServer listen(InetAddress address, int port, LoginLimits limits)
      throws IOException {
    LoginServer server = new LoginServer(new ServerSocket(port, BACKLOG, address), limits);
    server.acceptor.start();
    server.watch.scheduleWithFixedDelay(
        server::endLate, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    return server;
  }

  /** Where the service listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** Who is logged in now, the longest first. */
  public List<LoginView> sessions() {
    return sessions.stream()
        .map(LoginSession::view)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(LoginView::since))
        .toList();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        admit(listener.accept());
      } catch (IOException e) {
        // Closed, and the loop ends; or out of file descriptors, and a pause may help.
        pauseUnlessClosed();
      }
    }
  }

  private void admit(Socket socket) throws IOException {
    if (sessions.size() >= limits.sessions()) {
      socket.close();
      return;
    }
    LoginSession session = new LoginSession(socket, limits, sessions::remove);
    sessions.add(session);
    daemon(session, "login-session").start();
    if (listener.isClosed()) {
      session.end();
    }
  }

  private void endLate() {
    sessions.stream().filter(LoginSession::isLate).forEach(LoginSession::end);
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
    watch.shutdown();
    sessions.forEach(LoginSession::end);
    try {
      // The system keeps the port open as long as somebody is in accept.
      acceptor.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
