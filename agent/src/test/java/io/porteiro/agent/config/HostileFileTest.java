package io.porteiro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are made to take time, memory or stack. */
class HostileFileTest {

  /** Far more than it takes, on a machine that has other things to do. */
  /** Far from what it takes, and from what a file that is not refused would take. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aHundredMegabytesAreNotRead() throws IOException {
    Path file = folder.resolve("big.yaml");
    try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
      big.setLength(100L << 20);
    }

    ConfigFile config = assertTimeoutPreemptively(LIMIT, () -> ConfigFile.read(file.toFile()));

    assertThat(config.mistakes())
        .extracting(Mistake::toString)
        .containsExactly(file + ": has more than 1048576 bytes");
  }

  @Test
  void aFileWithoutAnEndIsNotReadToIt() {
    // of no length, and a regular file
    File file = new File("/proc/self/pagemap");

    assertTimeoutPreemptively(LIMIT, () -> ConfigFile.read(file));
  }

  static Stream<Arguments> files() {
    return Stream.of(
        file("a billion laughs", laughs()),
        file("an anchor in itself", "&a [*a]"),
        file("an anchor in itself, as a key", "&a {? *a : b}"),
        file("a merge of itself", "a: &a\n  <<: *a\n"),
        file("lists in lists", "[".repeat(1 << 20)),
        file("maps in maps", "{a: ".repeat(1 << 18)),
        file("lists in lists, in lines", "- ".repeat(1 << 19)),
        file("maps in maps, in lines", steps()),
        file("keys in keys", "? ".repeat(1 << 19)),
        file("many values", "- a\n".repeat(1 << 18)),
        file("many values in one line", "[" + "a,".repeat((1 << 19) - 1)),
        file("equal keys", "port: 1\n".repeat(1 << 17)),
        file("rules that are none", "policy:\n  expected:\n" + "    - foo\n".repeat(100_000)),
        file("services that are none", "services:\n" + "  a: b\n".repeat(140_000)),
        file("a long key", "a".repeat((1 << 20) - 4) + ": 1"),
        file("a long word", "a ".repeat(1 << 19)),
        file("a long mode", "policy: {mode: " + "w".repeat(1_000_000) + "}"),
        file("blanks and then a brace", " ".repeat(1_000_000) + "{"),
        file("tags", "!".repeat(1 << 20)),
        file("anchors", "&a ".repeat(1 << 18)),
        file("directives", "%".repeat(1 << 20)),
        file("commas", "{" + ",".repeat(1 << 19)),
        file("quotes without an end", "'" + "\n".repeat(1 << 19)),
        file("zeros", "\0".repeat(1 << 20)),
        file("documents", "---\n".repeat(1 << 18)));
  }

  private static Arguments file(String name, String text) {
    return Arguments.of(name, text);
  }

  private static String laughs() {
    StringBuilder text = new StringBuilder("a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      String alias = "*" + (char) (c - 1);
      text.append(c + ": &" + c + " [" + (alias + ",").repeat(8) + alias + "]\n");
    }
    return text.toString();
  }

  private static String steps() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_400; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedQuickly(String name, String text) {
    ConfigFile file = assertTimeoutPreemptively(LIMIT, () -> ConfigFileTest.read(text));

    assertThat(file.mistakes()).isNotEmpty().hasSizeLessThanOrEqualTo(Mistakes.MAX_KEPT);
    assertThat(file.mistakeCount()).isGreaterThanOrEqualTo(file.mistakes().size());
    assertThat(file.mistakes())
        .allSatisfy(mistake -> assertThat(mistake.toString().length()).isLessThan(1_500));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedOnLittleStackToo(String name, String text) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread thread = new Thread(null, () -> ConfigFileTest.read(text), "small", 160 * 1024) {};
    thread.setUncaughtExceptionHandler((t, e) -> thrown[0] = e);
    thread.start();
    thread.join(LIMIT.toMillis());

    assertThat(thread.isAlive()).isFalse();
    assertThat(thrown[0]).isNull();
  }

  @Test
  void noBytesThrow() {
    Random random = new Random(9513);
    String signs = "{}[]:-#&*!|>'\"%@`?,\t\n ";
    byte[] example = ConfigFileTest.EXAMPLE.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = Arrays.copyOf(example, 1 + random.nextInt(example.length));
      for (int n = random.nextInt(6); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) (random.nextBoolean() ? random.nextInt() : signs.charAt(random.nextInt(22)));
      }
      assertThatCode(() -> ConfigFile.of(new File("x.yaml"), FileContent.of(bytes)).mistakes())
          .as(new String(bytes, StandardCharsets.ISO_8859_1))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void noisesAreNoText() throws IOException {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("noise.yaml"), bytes);

    ConfigFile config = assertTimeoutPreemptively(LIMIT, () -> ConfigFile.read(file.toFile()));

    assertThat(config.mistakes()).hasSize(1);
  }
}
