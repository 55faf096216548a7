package io.porteiro.demo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.demo.Sockets;
import io.porteiro.demo.login.LoginLimits;
import io.porteiro.demo.login.LoginServer;
import io.porteiro.demo.page.PageServer;
import io.porteiro.demo.who.WhoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientsTest {

  private final Tally tally = new Tally();

  @Test
  void loginClientsComeAndGo() throws IOException {
    int[] open = {1, 2, 3, 4, 2, 3, 4, 2};
    int[] made = {1, 2, 3, 4, 4, 5, 6, 6};
    try (LoginServer server = login()) {
      try (LoginClients clients = new LoginClients(server.address(), tally)) {
        for (int i = 0; i < open.length; i++) {
          clients.step();

          int sessions = open[i];
          assertThat(tally.summary()).startsWith(login(made[i], sessions));
          await().until(() -> server.sessions().size() == sessions);
        }
      }
      assertThat(tally.summary()).startsWith(login(6, 0));
    }
  }

  @Test
  void loginClientsOfOneHostHaveDifferentPorts() throws IOException {
    try (LoginServer server = login();
        LoginClients clients = new LoginClients(server.address(), tally)) {
      for (int i = 0; i < LoginClients.MAX_OPEN; i++) {
        clients.step();
      }
      Set<String> remotes = new HashSet<>();
      server.sessions().forEach(session -> remotes.add(session.remote()));

      assertThat(remotes).hasSize(LoginClients.MAX_OPEN);
    }
  }

  @Test
  void loginClientsSurviveTheirServer() throws IOException {
    LoginServer server = login();
    try (LoginClients clients = new LoginClients(server.address(), tally)) {
      clients.step();
      clients.step();
      server.close();
      clients.step();

      assertThat(tally.summary()).startsWith(login(2, 0));
    }
  }

  @Test
  void restingClientsHaveDoneExactlyWhatTheySay() throws IOException {
    AtomicInteger pages = new AtomicInteger();
    try (LoginServer login = login();
        WhoServer who = WhoServer.listen(Sockets.loopback(), 0);
        PageServer page =
            PageServer.listen(
                Sockets.loopback(), 0, () -> String.valueOf(pages.incrementAndGet()));
        Clients clients = new Clients(login.address(), who.address(), page.address(), tally)) {
      clients.start(Duration.ofMillis(5));
      await().until(() -> pages.get() >= 10 && who.hosts().all().size() == 3);
      clients.rest();

      String summary = tally.summary();
      assertThat(numberBefore(" requests", summary)).isEqualTo(pages.get());
      assertThat(numberBefore(" open", summary)).isEqualTo(login.sessions().size());
      assertThat(numberBefore(" packets", summary)).isGreaterThanOrEqualTo(3);
      assertThat(who.refused()).isZero();
    }
  }

  @Test
  void anAddressOfAnotherHostIsNotAMatterOfPrivilege() throws IOException {
    assertThat(ReservedPorts.denied(InetAddress.getByName("192.0.2.1"))).isFalse();
  }

  private static LoginServer login() throws IOException {
    return LoginServer.listen(Sockets.loopback(), 0, LoginLimits.DEFAULT);
  }

  private static String login(int made, int open) {
    return "login: %d connections made by the demo's clients, %d open;".formatted(made, open);
  }

  private static int numberBefore(String word, String summary) {
    Matcher matcher = Pattern.compile("(\\d+)" + word).matcher(summary);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
