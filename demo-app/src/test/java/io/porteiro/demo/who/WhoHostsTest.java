package io.porteiro.demo.who;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhoHostsTest {

  private final WhoHosts hosts = new WhoHosts(2);

  @Test
  void keepsTheLatestPacketOfAHost() {
    hosts.heard(packet("recife", 1), "first");
    hosts.heard(packet("recife", 2), "second");

    assertThat(hosts.all())
        .singleElement()
        .satisfies(
            heard -> {
              assertThat(heard.packet()).isEqualTo(packet("recife", 2));
              assertThat(heard.from()).isEqualTo("second");
            });
  }

  @Test
  void makesRoomByForgettingTheHostThatIsSilentLongest() {
    hosts.heard(packet("recife", 1), "x");
    hosts.heard(packet("olinda", 1), "x");
    hosts.heard(packet("recife", 2), "x");
    hosts.heard(packet("salvador", 1), "x");

    assertThat(hosts.all())
        .extracting(heard -> heard.packet().hostName())
        .containsExactly("recife", "salvador");
  }

  private static RwhoPacket packet(String hostName, int load) {
    return new RwhoPacket(
        hostName, Instant.EPOCH, Instant.EPOCH, List.of(load, load, load), List.of());
  }
}
