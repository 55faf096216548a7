package io.porteiro.demo.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Users of the login service, who come and go: connections are opened one by one up to {@link
 * #MAX_OPEN}, then the two oldest are closed, and so on.
 *
 * <p>The first two connections come from reserved ports where that is allowed, as rlogin's do. All
 * methods are for one thread at a time.
 */
final class LoginClients implements AutoCloseable {

  static final int MAX_OPEN = 4;

  private static final List<String> USERS = List.of("ana", "bruno", "carla", "davi", "elisa");

  private final InetSocketAddress server;
  private final Tally tally;
  private final Deque<LoginClient> open = new ArrayDeque<>();
  private int steps;

  LoginClients(InetSocketAddress server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Lets everybody type something, then one user come or two go. */
  void step() {
    steps++;
    for (LoginClient client : List.copyOf(open)) {
      attempt(client, () -> client.say("line " + steps));
    }
    if (open.size() < MAX_OPEN) {
      come(USERS.get(steps % USERS.size()));
    } else {
      leave(open.getFirst());
      leave(open.getFirst());
    }
  }

  private void come(String user) {
    try {
      LoginClient client = connect();
      tally.loginOpened();
      open.add(client);
      attempt(client, () -> client.login(user));
    } catch (IOException e) {
      // No connection this time: the next step tries again.
    }
  }

  private LoginClient connect() throws IOException {
    for (int port : ReservedPorts.FOR_CLIENTS) {
      if (open.stream().noneMatch(client -> client.localPort() == port)) {
        try {
          return LoginClient.connect(server, port);
        } catch (IOException e) {
          // Not allowed, or in use by somebody else: any other port will do.
        }
      }
    }
    return LoginClient.connect(server, 0);
  }

  private void leave(LoginClient client) {
    if (attempt(client, client::exit)) {
      drop(client);
    }
  }

  /** Does something with a client, which is dropped if that fails. */
  private boolean attempt(LoginClient client, Action action) {
    try {
      action.run();
      return true;
    } catch (IOException e) {
      drop(client);
      return false;
    }
  }

  private void drop(LoginClient client) {
    open.remove(client);
    tally.loginClosed();
    try {
      client.close();
    } catch (IOException e) {
      // Nothing is left to close.
    }
  }

  /** Lets everybody go. */
  @Override
  public void close() {
    List.copyOf(open).forEach(this::leave);
  }

  /** Something to do with a connection. */
  private interface Action {
    void run() throws IOException;
  }
}
