package io.porteiro.demo.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.porteiro.demo.Sockets;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RloginHandshakeTest {

  @Test
  void readsTheExampleOfTheRfc() throws IOException {
    assertThat(read("\0bostic\0kbostic\0vt100/9600\0"))
        .isEqualTo(new RloginHandshake("bostic", "kbostic", "vt100/9600"));
  }

  @Test
  void leavesWhatComesAfterIt() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(Sockets.bytes("\0a\0b\0c\0data"));

    RloginHandshake.read(in);

    assertThat(in.readAllBytes()).isEqualTo(Sockets.bytes("data"));
  }

  @Test
  void acceptsStringsUpToTheLimit() throws IOException {
    String longest = "x".repeat(RloginHandshake.MAX_FIELD);

    assertThat(read("\0a\0" + longest + "\0c\0").serverUser()).isEqualTo(longest);
    assertThatThrownBy(() -> read("\0a\0" + longest + "x\0c\0"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void keepsOnlyWhatPrints() throws IOException {
    assertThat(read("\0a\0\u001b[2J\u00e9\u007f\0c\0").serverUser()).isEqualTo("?[2J??");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "\u0016\u0003\u0001", "\0a\0\0c\0"})
  void refusesWhatIsNotRlogin(String sent) {
    assertThatThrownBy(() -> read(sent)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0a", "\0a\0b\0c"})
  void noticesClientsThatLeave(String sent) {
    assertThatThrownBy(() -> read(sent)).isInstanceOf(EOFException.class);
  }

  private static RloginHandshake read(String sent) throws IOException {
    return RloginHandshake.read(new ByteArrayInputStream(Sockets.bytes(sent)));
  }
}
