package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposureTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, WILDCARD",
    "::, WILDCARD",
    "127.0.0.1, LOOPBACK",
    "127.255.255.254, LOOPBACK",
    "::1, LOOPBACK",
    "ff01::1, LOOPBACK",
    "169.254.0.1, LINK_LOCAL",
    "169.254.255.255, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "224.0.0.251, LINK_LOCAL",
    "ff02::fb, LINK_LOCAL",
    "10.0.0.0, PRIVATE",
    "10.255.255.255, PRIVATE",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.0.1, PRIVATE",
    "100.64.0.0, PRIVATE",
    "100.127.255.255, PRIVATE",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "fec0::1, PRIVATE",
    "239.255.0.1, PRIVATE",
    "239.192.0.1, PRIVATE",
    "ff05::1, PRIVATE",
    "ff08::1, PRIVATE",
    "9.255.255.255, PUBLIC",
    "11.0.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "100.128.0.0, PUBLIC",
    "126.255.255.255, PUBLIC",
    "128.0.0.1, PUBLIC",
    "169.253.255.255, PUBLIC",
    "169.255.0.0, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.32.0.0, PUBLIC",
    "192.167.255.255, PUBLIC",
    "192.169.0.0, PUBLIC",
    "203.0.113.1, PUBLIC",
    "228.0.0.1, PUBLIC",
    "::2, PUBLIC",
    "2001:db8::1, PUBLIC",
    "fbff::1, PUBLIC",
    "fe00::1, PUBLIC",
    "ff0e::1, PUBLIC",
    "::ffff:127.0.0.1, LOOPBACK",
    "::ffff:10.0.0.1, PRIVATE"
  })
  void anAddressReachesSoFar(String address, Exposure exposure) throws UnknownHostException {
    assertThat(Exposure.of(InetAddress.getByName(address))).isEqualTo(exposure);
  }

  @Test
  void theLabelsAreTheContracts() {
    assertThat(Arrays.stream(Exposure.values()).map(Exposure::label))
        .containsExactly("loopback", "link_local", "private", "public", "wildcard", "unix");
  }
}
