package io.porteiro.demo.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.demo.Sockets;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {

  private final Echo echo = new Echo();

  @Test
  void givesBytesBack() {
    assertThat(typed("a\0\u001b\u00ff b")).isEqualTo("a\0\u001b\u00ff b");
    assertThat(echo.ended()).isFalse();
  }

  @Test
  void endsLinesTheWayATerminalNeeds() {
    assertThat(typed("a\rb\nc\r\nd\r")).isEqualTo("a\r\nb\r\nc\r\nd\r\n");
    assertThat(typed("\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit\r", "exit\n", "  exit \r\n", "hello\rexit\r", "\u0004", "ex\u0004"})
  void endsOnExitAndCtrlD(String input) {
    typed(input);

    assertThat(echo.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "exits\r", "no exit\r", "exi\rt\r"})
  void doesNotEndOnAnythingElse(String input) {
    typed(input);

    assertThat(echo.ended()).isFalse();
  }

  @Test
  void echoesNothingAfterTheEnd() {
    assertThat(typed("exit\rmore")).isEqualTo("exit\r\nbye\r\n");
  }

  @Test
  void doesNotTakeTheStartOfALongLineForExit() {
    typed("exit" + " ".repeat(100) + "not\r");

    assertThat(echo.ended()).isFalse();
  }

  private String typed(String input) {
    return new String(echo.typed(Sockets.bytes(input)), StandardCharsets.ISO_8859_1);
  }
}
