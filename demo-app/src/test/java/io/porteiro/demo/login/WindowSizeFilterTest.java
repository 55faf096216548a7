package io.porteiro.demo.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.demo.Sockets;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSizeFilterTest {

  /** 24 rows, 80 columns. */
  private static final String MESSAGE = "\u00ff\u00ffss\0\u0018\0\u0050\0\0\0\0";

  private final WindowSizeFilter filter = new WindowSizeFilter();

  @Test
  void takesMessagesOut() {
    assertThat(filtered("a" + MESSAGE + MESSAGE + "b" + MESSAGE)).isEqualTo("ab");
    assertThat(filter.window()).isEqualTo("80 x 24");
  }

  @Test
  void takesMessagesOutThatArriveByteByByte() {
    StringBuilder data = new StringBuilder();
    for (char c : ("a" + MESSAGE + "b").toCharArray()) {
      data.append(filtered(String.valueOf(c)));
    }

    assertThat(data).hasToString("ab");
    assertThat(filter.window()).isEqualTo("80 x 24");
  }

  @Test
  void readsSizesThatLookLikeACookie() {
    assertThat(filtered("\u00ff\u00ffss\u00ff\u00ffss\0\0\0\0" + "x")).isEqualTo("x");
    assertThat(filter.window()).isEqualTo((('s' << 8) + 's') + " x 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "ss",
        "\u00ffx",
        "\u00ff\u00ffx",
        "\u00ff\u00ffsx",
        "\u00ff\u00ff\u00ff\u00ff\u00ffx",
        "\u00ffs\u00ff\u00ffsx"
      })
  void leavesEverythingElse(String data) {
    assertThat(filtered(data)).isEqualTo(data);
    assertThat(filter.window()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff", "\u00ff\u00ff\u00ff", "\u00ff\u00ffs", "\u00ffs"})
  void findsAMessageAfterHalfOfOne(String half) {
    assertThat(filtered(half + MESSAGE + "x")).isEqualTo(half + "x");
    assertThat(filter.window()).isEqualTo("80 x 24");
  }

  private String filtered(String sent) {
    byte[] chunk = Sockets.bytes(sent);
    return new String(filter.data(chunk, chunk.length), StandardCharsets.ISO_8859_1);
  }
}
