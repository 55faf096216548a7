package io.porteiro.demo.who;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RwhoPacketTest {

  private static final Instant NOW = Instant.ofEpochSecond(3_000_000_000L);
  private static final RwhoUser USER =
      new RwhoUser("pts/0", "ana", NOW.minusSeconds(60), Duration.ofSeconds(7));

  @Test
  void readsTheLayoutOfRwhodH() throws ProtocolException {
    ByteBuffer bytes = ByteBuffer.allocate(84);
    bytes.put((byte) 1).put((byte) 1).putShort((short) 0x7777).putInt(1000).putInt(1001);
    bytes.put(12, "olinda".getBytes(StandardCharsets.US_ASCII));
    bytes.position(44).putInt(150).putInt(75).putInt(5).putInt(900);
    bytes.put(60, "pts/12".getBytes(StandardCharsets.US_ASCII));
    bytes.put(68, "eightlet".getBytes(StandardCharsets.US_ASCII));
    bytes.position(76).putInt(950).putInt(30);

    assertThat(RwhoPacket.parse(bytes.flip()))
        .isEqualTo(
            new RwhoPacket(
                "olinda",
                Instant.ofEpochSecond(1000),
                Instant.ofEpochSecond(900),
                List.of(150, 75, 5),
                List.of(
                    new RwhoUser(
                        "pts/12",
                        "eightlet",
                        Instant.ofEpochSecond(950),
                        Duration.ofSeconds(30)))));
  }

  @Test
  void readsWhatItWrites() throws ProtocolException {
    for (int users : new int[] {0, 1, 42}) {
      RwhoPacket packet = packet("recife", users);

      assertThat(RwhoPacket.parse(packet.encode())).isEqualTo(packet);
    }
  }

  @Test
  void readsAHostNameThatFillsItsField() throws ProtocolException {
    String name = "h".repeat(32);

    assertThat(RwhoPacket.parse(packet(name, 0).encode()).hostName()).isEqualTo(name);
  }

  @Test
  void refusesEveryTruncatedPacket() {
    byte[] whole = packet("recife", 1).encode().array();
    for (int length = 0; length < whole.length; length++) {
      if (length != 60) {
        ByteBuffer truncated = ByteBuffer.wrap(whole, 0, length);
        assertThatThrownBy(() -> RwhoPacket.parse(truncated)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void refusesMoreUsersThanFit() {
    ByteBuffer bytes = packet("recife", 43).encode();

    assertThatThrownBy(() -> RwhoPacket.parse(bytes)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "../../etc/x", "tab\t", "\u00e9t\u00e9", "bell\u0007"})
  void refusesBadHostNames(String name) {
    ByteBuffer bytes = packet(name, 0).encode();

    assertThatThrownBy(() -> RwhoPacket.parse(bytes))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("host name");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 44})
  void refusesOtherVersionsTypesAndNegativeLoads(int at) {
    ByteBuffer bytes = packet("recife", 0).encode();
    bytes.put(at, (byte) 0x80);

    assertThatThrownBy(() -> RwhoPacket.parse(bytes)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void garbageIsRefusedOrReadButNeverAnythingElse() {
    Random random = new Random(513);
    for (int i = 0; i < 5000; i++) {
      byte[] garbage = new byte[random.nextInt(1200)];
      random.nextBytes(garbage);
      if (garbage.length > 1 && random.nextBoolean()) {
        garbage[0] = 1;
        garbage[1] = 1;
      }
      try {
        RwhoPacket.parse(ByteBuffer.wrap(garbage));
      } catch (ProtocolException e) {
        assertThat(e).hasMessageStartingWith("no rwho packet: ");
      }
    }
  }

  private static RwhoPacket packet(String hostName, int users) {
    return new RwhoPacket(
        hostName,
        NOW,
        NOW.minusSeconds(86400),
        List.of(10, 20, 30),
        Collections.nCopies(users, USER));
  }
}
