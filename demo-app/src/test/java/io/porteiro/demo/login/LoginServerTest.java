package io.porteiro.demo.login;

import static io.porteiro.demo.Sockets.connect;
import static io.porteiro.demo.Sockets.readAll;
import static io.porteiro.demo.Sockets.readUntil;
import static io.porteiro.demo.Sockets.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.porteiro.demo.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoginServerTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String END_OF_GREETING = "ends.\r\n";

  private LoginServer server;

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void answersANulByteAndGreets() throws IOException {
    open(8, LONG, LONG);
    try (Socket client = loggedIn("ana")) {
      assertThat(server.sessions())
          .singleElement()
          .satisfies(
              session -> {
                assertThat(session.user()).isEqualTo("ana");
                assertThat(session.terminal()).isEqualTo("vt100/9600");
                assertThat(session.remote()).isEqualTo("127.0.0.1:" + client.getLocalPort());
              });
    }
  }

  @Test
  void echoesUntilExit() throws IOException {
    open(8, LONG, LONG);
    try (Socket client = loggedIn("ana")) {
      send(client, "hello\r");
      assertThat(readUntil(client, "\n")).isEqualTo("hello\r\n");

      send(client, "exit\r");
      assertThat(readAll(client)).isEqualTo("exit\r\nbye\r\n");
    }
    await().until(() -> server.sessions().isEmpty());
  }

  @Test
  void ctrlDEndsToo() throws IOException {
    open(8, LONG, LONG);
    try (Socket client = loggedIn("ana")) {
      send(client, "\u0004");

      assertThat(readAll(client)).isEqualTo("bye\r\n");
    }
  }

  @Test
  void keepsTheWindowSizeOutOfTheEcho() throws IOException {
    open(8, LONG, LONG);
    try (Socket client = loggedIn("ana")) {
      send(client, "a\u00ff\u00ffss\0\u0018\0\u0050\0\0\0\0b\r");

      assertThat(readUntil(client, "\n")).isEqualTo("ab\r\n");
      assertThat(server.sessions()).extracting(LoginView::window).containsExactly("80 x 24");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\0a\0\0c\0", "\0no NUL after this"})
  void aBadClientEndsItsOwnConnectionOnly(String sent) throws IOException {
    open(8, LONG, LONG);
    try (Socket good = loggedIn("ana");
        Socket bad = connect(server.address())) {
      send(bad, sent);
      bad.shutdownOutput();
      await().until(() -> isClosed(bad));

      send(good, "still here\r");
      assertThat(readUntil(good, "\n")).isEqualTo("still here\r\n");
      assertThat(server.sessions()).hasSize(1);
    }
  }

  @Test
  void aClientThatDoesNotSayWhoItIsIsClosed() throws IOException {
    open(8, SHORT, LONG);
    try (Socket silent = connect(server.address())) {
      send(silent, "\0an");

      assertThat(readAll(silent)).isEmpty();
    }
  }

  @Test
  void aClientThatDoesNothingIsClosed() throws IOException {
    open(8, LONG, SHORT);
    try (Socket idle = connect(server.address())) {
      send(idle, "\0ana\0ana\0vt100/9600\0");

      assertThat(readAll(idle)).endsWith(END_OF_GREETING);
    }
  }

  @Test
  void oneClientTooManyIsClosed() throws IOException {
    open(1, LONG, LONG);
    try (Socket first = loggedIn("ana");
        Socket second = connect(server.address())) {
      assertThat(readAll(second)).isEmpty();

      send(first, "hello\r");
      assertThat(readUntil(first, "\n")).isEqualTo("hello\r\n");
    }
    await().until(() -> server.sessions().isEmpty());
    loggedIn("bruno").close();
  }

  @Test
  void closingEndsTheSessionsAndFreesThePort() throws IOException {
    open(8, LONG, LONG);
    try (Socket client = loggedIn("ana")) {
      server.close();

      assertThat(readAll(client)).isEmpty();
      assertThatThrownBy(() -> connect(server.address())).isInstanceOf(ConnectException.class);
    }
    await().until(() -> server.sessions().isEmpty());
  }

  private void open(int sessions, Duration handshake, Duration idle) throws IOException {
    server = LoginServer.listen(Sockets.loopback(), 0, new LoginLimits(sessions, handshake, idle));
  }

  private Socket loggedIn(String user) throws IOException {
    Socket client = connect(server.address());
    send(client, "\0" + user + "\0" + user + "\0vt100/9600\0");
    assertThat(readUntil(client, END_OF_GREETING))
        .startsWith("\0Welcome")
        .contains(", " + user + ".\r\n");
    return client;
  }

  /** By an end of the data, or by a reset when the server left some of it unread. */
  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
