package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "::1, ::1, true",
    "::1, 0:0:0:0:0:0:0:1, true",
    "0000:0::1, ::1, true",
    "2001:DB8::A, 2001:db8::a, true",
    "::ffff:127.0.0.1, 127.0.0.1, true",
    "::ffff:7f00:1, 127.0.0.1, true",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201, true",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true",
    "127.0.0.1, ::1, false",
    "0.0.0.0, ::, true",
    "::, 0.0.0.0, true",
    "0.0.0.0, 127.0.0.1, false",
    "fe80::1, fe80::1%eth0, true",
    "fe80::1%eth0, fe80::1%eth0, true",
    "fe80::1%eth0, fe80::1%eth1, false",
    "fe80::1%eth0, fe80::1, false"
  })
  void coversWhatIsTheSamePlace(String rule, String bound, boolean covers) {
    assertThat(Address.of(rule).covers(Address.of(bound))).isEqualTo(covers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.",
        "1.2.3.4 ",
        "0x1.2.3.4",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "::1.2.3",
        "1.2.3.4::",
        "[::1]",
        "fe80::1%",
        "::\u0661",
        "1:2:3:4:5:6:7:1.2.3.4"
      })
  void whatIsNoneIsNone(String text) {
    assertThat(Address.of(text)).isNull();
  }

  @Test
  void agreesWithTheJdkOnWhateverItWrites() throws UnknownHostException {
    Random random = new Random(9513);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
      }
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      String compressed = text.replaceFirst("(^|:)0(:0)+(:|$)", "::");

      assertThat(Address.of(compressed).covers(Address.of(text))).as(compressed).isTrue();
      bytes[bytes.length - 1] ^= 1;
      Address other = Address.of(InetAddress.getByAddress(bytes).getHostAddress());
      assertThat(Address.of(compressed).covers(other)).as(compressed).isFalse();
    }
  }
}
