package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final SocketAddress LOGIN = new InetSocketAddress("127.0.0.1", 513);
  private static final SocketAddress PATH = UnixDomainSocketAddress.of("/run/x.sock");

  private final Inventory inventory = new Inventory(10, false, ports -> Map.of(), NoKernel.SOCKETS);
  private final Refusals refusals = new Refusals(inventory);

  @BeforeEach
  void expectNothing() {
    inventory.admit(Policy.of(Mode.DENY, List.of()));
  }

  @Test
  void whatIsRefusedIsABindThatFailed() {
    assertThat(refusals.ofStream(null, false, LOGIN)).contains("tcp/513 on 127.0.0.1");
    assertThat(refusals.ofDatagram(null, LOGIN)).contains("udp/513 on 127.0.0.1");
    assertThat(refusals.ofStream(null, true, PATH)).contains("unix//run/x.sock is not");
    assertThat(failures("tcp", "513")).isEqualTo(1);
    assertThat(failures("udp", "513")).isEqualTo(1);
    assertThat(failures("unix", "/run/x.sock")).isEqualTo(1);
  }

  @Test
  void nullIsAnyAddressAndPort() {
    assertThat(refusals.ofStream(null, false, null)).contains("tcp/ephemeral on 0.0.0.0");
    assertThat(refusals.ofDatagram(null, null)).contains("udp/ephemeral on 0.0.0.0");
  }

  /** The JDK has its own exceptions for these. */
  @Test
  void whatCannotBeBoundAnywayIsNotRefused() {
    SocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 513);

    assertThat(refusals.ofStream(null, false, unresolved)).isNull();
    assertThat(refusals.ofDatagram(null, unresolved)).isNull();
    assertThat(refusals.ofStream(null, false, PATH)).isNull();
    assertThat(refusals.ofStream(null, true, LOGIN)).isNull();
    assertThat(refusals.ofStream(null, true, UnixDomainSocketAddress.of(""))).isNull();
    assertThat(refusals.ofDatagram(null, PATH)).isNull();
    assertThat(inventory.snapshot().ports()).isEmpty();
  }

  /** The interface has a name and a number, and an address may come with either. */
  @Test
  void theScopeOfAnAddressIsItsInterfacesName() throws UnknownHostException {
    byte[] local = InetAddress.getByName("fe80::1").getAddress();
    InetAddress numbered = java.net.Inet6Address.getByAddress(null, local, 1);

    assertThat(Endpoint.text(numbered)).isEqualTo("fe80::1%lo");
    assertThat(Endpoint.text(java.net.Inet6Address.getByAddress(null, local, 987_654)))
        .isEqualTo("fe80::1%987654");
  }

  private long failures(String protocol, String port) {
    return inventory.snapshot().port(protocol, port).bindErrors(BindError.POLICY);
  }
}
