package io.porteiro.demo.who;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.demo.Sockets;
import io.porteiro.demo.login.LoginLimits;
import io.porteiro.demo.login.LoginServer;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WhoServerTest {

  private WhoServer server;
  private DatagramSocket client;

  @BeforeEach
  void open() throws IOException {
    server = WhoServer.listen(Sockets.loopback(), 0);
    client = new DatagramSocket(0, Sockets.loopback());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void knowsTheHostsThatSentAPacket() throws IOException {
    send(packet("recife"));
    send(packet("olinda"));

    await().until(() -> server.hosts().all().size() == 2);
    assertThat(server.hosts().all())
        .extracting(WhoHosts.Heard::from)
        .containsOnly("127.0.0.1:" + client.getLocalPort());
  }

  @Test
  void countsWhatIsNoPacketAndGoesOn() throws IOException {
    send(new byte[0]);
    send(Sockets.bytes("GET / HTTP/1.1\r\n\r\n"));
    send(new byte[60]);
    send(new byte[RwhoPacket.MAX_LENGTH + 24]);
    send(new byte[40_000]);
    send(packet("recife"));

    await().until(() -> server.hosts().all().size() == 1);
    assertThat(server.refused()).isEqualTo(5);
  }

  @Test
  void sharesItsNumberWithLogin() throws IOException {
    try (LoginServer login = loginAtAPortFreeForWho();
        WhoServer who = WhoServer.listen(Sockets.loopback(), login.address().getPort())) {
      assertThat(who.address().getPort()).isEqualTo(login.address().getPort());
    }
  }

  /** Somebody else may have the UDP port of the same number: then another one is as good. */
  private static LoginServer loginAtAPortFreeForWho() throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      LoginServer login = LoginServer.listen(Sockets.loopback(), 0, LoginLimits.DEFAULT);
      try {
        new DatagramSocket(login.address().getPort(), Sockets.loopback()).close();
        return login;
      } catch (BindException e) {
        login.close();
      }
    }
    throw new IOException("no port is free for both");
  }

  private void send(byte[] bytes) throws IOException {
    client.send(new DatagramPacket(bytes, bytes.length, server.address()));
  }

  private static byte[] packet(String hostName) {
    return new RwhoPacket(hostName, Instant.EPOCH, Instant.EPOCH, List.of(1, 2, 3), List.of())
        .encode()
        .array();
  }
}
