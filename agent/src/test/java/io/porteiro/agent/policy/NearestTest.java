package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "port, port",
    "prot, port",
    "Port, port",
    "pot, port",
    "ports, port",
    "hist, host",
    "maxports, maxPorts",
    "max_ports, maxPorts",
    "porfFile, portFile",
    "expose,",
    "xyz,",
    "'',",
    "p,"
  })
  void isTheWordThatMayHaveBeenMeant(String word, String meant) {
    assertThat(Nearest.of(word, "host", "port", "portFile", "maxPorts")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', abc, 3",
    "abc, abc, 0",
    "abc, acb, 1",
    "ca, abc, 3",
    "kitten, sitting, 3"
  })
  void countsChangesAndSwaps(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource("1000000")
  void takesNoTimeForWhatIsNoWord(int length) {
    assertThat(Nearest.of("a".repeat(length), "port")).isNull();
  }
}
