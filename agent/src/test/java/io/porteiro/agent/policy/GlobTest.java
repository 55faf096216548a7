package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "org.apache.kafka.**, org.apache.kafka.Kafka, true",
    "org.apache.kafka.**, org.apache.kafka.network.SocketServer, true",
    "org.apache.kafka.**, org.apache.kafka, false",
    "org.apache.kafka.**, org.apache.kafkax.Kafka, false",
    "org.apache.kafka.*, org.apache.kafka.Kafka, true",
    "org.apache.kafka.*, org.apache.kafka.network.SocketServer, false",
    "org.*.kafka.Kafka, org.apache.kafka.Kafka, true",
    "org.*.Kafka, org.apache.kafka.Kafka, false",
    "**.SocketServer, org.apache.kafka.network.SocketServer, true",
    "**.SocketServer, SocketServer, false",
    "**SocketServer, SocketServer, true",
    "org.example.Main, org.example.Main, true",
    "org.example.Main, org.example.Main$1, false",
    "org.example.Main*, org.example.Main$1, true",
    "org.example.Main, org.example.main, false",
    "org.example.Main, orgXexample.Main, false",
    "org.exampl?.Main, org.example.Main, true",
    "org?example.Main, org.example.Main, false",
    "*, Main, true",
    "*, org.Main, false",
    "**, org.Main, true",
    "a*, a, true",
    "a**b, ab, true",
    "a*b*c, a.b.c, false",
    "a**b*c, a.x.bbc, true",
    "*a*.b, aa.b, true",
    "'', '', true",
    "'', a, false",
    "**, '', true"
  })
  void ofClassesHasDotsBetweenSegments(String pattern, String name, boolean matches) {
    assertThat(Glob.ofClasses(pattern).matches(name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "/run/app/*.sock, /run/app/a.sock, true",
    "/run/app/*.sock, /run/app/.sock, true",
    "/run/app/*.sock, /run/app/a/b.sock, false",
    "/run/**.sock, /run/app/a/b.sock, true",
    "/run/**/x.sock, /run/app/a/x.sock, true",
    "/run/**/x.sock, /run/x.sock, false",
    "/run/?.sock, /run/a.sock, true",
    "/run/?.sock, /run/.sock, false",
    "/run?x, /run/x, false",
    "'/run/\\*.sock', '/run/*.sock', true",
    "'/run/\\*.sock', /run/a.sock, false",
    "'/run/\\\\', '/run/\\', true",
    "'/run/\\', '/run/\\', true",
    "@abstract*, @abstract1, true"
  })
  void ofPathsHasSlashesBetweenSegments(String pattern, String name, boolean matches) {
    assertThat(Glob.ofPaths(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void agreesWithARegularExpressionOnWhateverPatternAndName() {
    Random random = new Random(9513);
    int matched = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = random(random, "a", "b", "/", "*", "**", "?", "\\*");
      String name = random(random, "a", "b", "/", "*", "ab", "a/b");
      boolean expected = Pattern.compile(regex(pattern), Pattern.DOTALL).matcher(name).matches();

      assertThat(Glob.ofPaths(pattern).matches(name))
          .as(() -> pattern + " " + name)
          .isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isBetween(3_000, 47_000);
  }

  static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        regex.append(Pattern.quote(pattern.substring(++i, i + 1)));
      } else if (c == '*') {
        boolean deep = pattern.startsWith("**", i);
        regex.append(deep ? ".*" : "[^/]*");
        i += deep ? 1 : 0;
      } else {
        regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  static String random(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  @Test
  void quotedMatchesTheNameItselfAlone() {
    Random random = new Random(513);
    for (int i = 0; i < 10_000; i++) {
      String name = random(random, "a", "*", "?", "\\", "/", "**");

      Glob glob = Glob.ofPaths(Glob.quoted(name));
      assertThat(glob.matches(name)).as(name).isTrue();
      assertThat(glob.matches(name + "a")).as(name).isFalse();
    }
  }

  @Test
  void starsByTheThousandTakeNoTime() {
    Glob glob = Glob.ofPaths("*a".repeat(5_000) + "b");
    Glob deep = Glob.ofPaths("**a".repeat(5_000) + "b");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(glob.matches("a".repeat(9_000))).isFalse();
          assertThat(deep.matches("a".repeat(9_000))).isFalse();
        });
  }
}
