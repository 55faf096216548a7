package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:0db8:0001:0020:0300:0:0:0001, 2001:db8:1:20:300::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "0:1:1:1:1:1:1:1, 0:1:1:1:1:1:1:1",
    "1:1:1:1:1:1:1:0, 1:1:1:1:1:1:1:0",
    "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
    "0:0:1:1:1:1:1:1, ::1:1:1:1:1:1",
    "1:0:1:0:1:0:1:0, 1:0:1:0:1:0:1:0",
    "0:0:1:0:0:1:0:0, ::1:0:0:1:0:0",
    "0:1:0:0:0:0:1:0, 0:1::1:0",
    "fe80:0:0:0:a00:27ff:fe4e:66a1, fe80::a00:27ff:fe4e:66a1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  void anAddressIsWrittenAsRfc5952Has(String address, String text) throws UnknownHostException {
    assertThat(Endpoint.text(InetAddress.getByName(address))).isEqualTo(text);
  }

  @Test
  void anyIpv6AddressReadsBackAsItself() throws UnknownHostException {
    Random random = new Random(5952);
    for (int i = 0; i < 1_000; i++) {
      InetAddress address = withZeros(random);
      String text = Endpoint.text(address);

      assertThat(InetAddress.getByName(text)).as(text).isEqualTo(address);
      assertThat(text).isEqualTo(rfc5952(address.getHostAddress()));
    }
  }

  @Test
  void theScopeOfALinkLocalAddressIsKept() throws UnknownHostException {
    byte[] bytes = InetAddress.getByName("fe80::1").getAddress();

    assertThat(Endpoint.text(Inet6Address.getByAddress(null, bytes, 7))).isEqualTo("fe80::1%7");
  }

  @Test
  void theHostNameOfAnAddressIsLeftOut() throws UnknownHostException {
    byte[] bytes = {127, 0, 0, 1};

    assertThat(Endpoint.text(InetAddress.getByAddress("host.example", bytes)))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void aTcpEndpointHasItsNumberAddressAndExposure() {
    Endpoint endpoint = Endpoint.ofStream(new InetSocketAddress("127.0.0.1", 513), false);

    assertThat(endpoint.protocol).isEqualTo(Protocol.TCP);
    assertThat(endpoint.port).isEqualTo("513");
    assertThat(endpoint.address).isEqualTo("127.0.0.1");
    assertThat(endpoint.exposure).isEqualTo(Exposure.LOOPBACK);
  }

  @Test
  void aRequestForAnyPortIsEphemeral() {
    assertThat(Endpoint.ofStream(new InetSocketAddress("127.0.0.1", 0), false).port)
        .isEqualTo("ephemeral");
    assertThat(Endpoint.ofDatagram(new InetSocketAddress("127.0.0.1", 0), false).port)
        .isEqualTo("ephemeral");
  }

  @Test
  void aClientsUdpPortIsEphemeralWhateverItsNumber() {
    Endpoint client = Endpoint.ofDatagram(new InetSocketAddress("127.0.0.1", 40_513), true);
    Endpoint server = Endpoint.ofDatagram(new InetSocketAddress("127.0.0.1", 40_513), false);

    assertThat(client.port).isEqualTo("ephemeral");
    assertThat(client.address).isEqualTo("127.0.0.1");
    assertThat(client.exposure).isEqualTo(Exposure.LOOPBACK);
    assertThat(client.protocol).isEqualTo(Protocol.UDP);
    assertThat(server.port).isEqualTo("40513");
  }

  @Test
  void anUnresolvedNameIsTakenAsItIs() {
    Endpoint endpoint =
        Endpoint.ofStream(InetSocketAddress.createUnresolved("nowhere.invalid", 513), false);

    assertThat(endpoint.port).isEqualTo("513");
    assertThat(endpoint.address).isEqualTo("nowhere.invalid");
    assertThat(endpoint.exposure).isEqualTo(Exposure.PUBLIC);
  }

  @Test
  void aUnixSocketHasItsPath() {
    Endpoint endpoint = Endpoint.ofStream(UnixDomainSocketAddress.of("/run/porteiro.sock"), false);

    assertThat(endpoint.protocol).isEqualTo(Protocol.UNIX);
    assertThat(endpoint.port).isEqualTo("/run/porteiro.sock");
    assertThat(endpoint.address).isEqualTo("/run/porteiro.sock");
    assertThat(endpoint.exposure).isEqualTo(Exposure.UNIX);
  }

  private static InetAddress withZeros(Random random) throws UnknownHostException {
    byte[] bytes = new byte[16];
    do {
      for (int group = 0; group < 16; group += 2) {
        boolean zero = random.nextInt(5) < 3;
        bytes[group] = (byte) (zero || random.nextBoolean() ? 0 : random.nextInt());
        bytes[group + 1] = (byte) (zero ? 0 : random.nextInt());
      }
      // one that stands for an IPv4 address is none of IPv6 in Java
    } while (!(InetAddress.getByAddress(bytes) instanceof Inet6Address));
    return InetAddress.getByAddress(bytes);
  }

  /** The same by another way: the first of the longest runs, longest first, from the full form. */
  private static String rfc5952(String full) {
    for (int zeros = 8; zeros >= 2; zeros--) {
      String run = "0" + ":0".repeat(zeros - 1);
      String shorter = full.replaceFirst("(?<![0-9a-f])" + run + "(?![0-9a-f])", "#");
      if (!shorter.equals(full)) {
        return shorter.replace(":#", "#").replace("#:", "#").replace("#", "::");
      }
    }
    return full;
  }
}
