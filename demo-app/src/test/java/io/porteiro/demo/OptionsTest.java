package io.porteiro.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void hasDefaults() throws OptionException, UnknownHostException {
    assertThat(Options.parse())
        .isEqualTo(
            new Options(
                false,
                InetAddress.getByName("127.0.0.1"),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(20),
                9513));
  }

  @Test
  void readsBothForms() throws OptionException, UnknownHostException {
    Options expected =
        new Options(
            false,
            InetAddress.getByName("127.0.0.2"),
            Optional.of(34198),
            Optional.of(Duration.ofSeconds(30)),
            Duration.ZERO,
            65535);

    assertThat(
            Options.parse(
                "--port-offset",
                "34198",
                "--duration",
                "30",
                "--host",
                "127.0.0.2",
                "--unexpected-after",
                "0",
                "--metrics-port",
                "65535"))
        .isEqualTo(expected);
    assertThat(
            Options.parse(
                "--metrics-port=65535",
                "--unexpected-after=0",
                "--host=127.0.0.2",
                "--duration=30",
                "--port-offset=34198"))
        .isEqualTo(expected);
  }

  @Test
  void helpTakesNoValue() throws OptionException {
    Options options = Options.parse("--help", "--duration", "5");

    assertThat(options.help()).isTrue();
    assertThat(options.duration()).contains(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--port-offset -1 | --port-offset takes a whole number from 0 to 34198, not '-1'",
        "--port-offset=34199 | --port-offset takes a whole number from 0 to 34198, not '34199'",
        "--port-offset=+1 | --port-offset takes a whole number from 0 to 34198, not '+1'",
        "--duration | --duration takes a whole number from 1 to 31536000, not nothing",
        "--duration 0 | --duration takes a whole number from 1 to 31536000, not '0'",
        "--duration=99999999999 | --duration takes a whole number from 1 to 31536000, not"
            + " '99999999999'",
        "--unexpected-after 1.5 | --unexpected-after takes a whole number from 0 to 31536000, not"
            + " '1.5'",
        "--metrics-port= | --metrics-port takes a whole number from 1 to 65535, not ''",
        "--host | --host takes a local address such as 127.0.0.1 or ::1, not nothing",
        "--host 300.0.0.1 | --host takes a local address such as 127.0.0.1 or ::1, not '300.0.0.1'",
        "--frobnicate | '--frobnicate' is not an option; see --help",
        "513 | '513' is not an option; see --help",
      })
  void namesTheWrongOptionAndTheAcceptedForm(String arguments, String message) {
    assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
        .isInstanceOf(OptionException.class)
        .hasMessage(message);
  }

  @Test
  void thePortsMoveTogether() {
    assertThat(Ports.withOffset(0)).isEqualTo(new Ports(513, 513, 8080, 31337));
    assertThat(Ports.withOffset(10000)).isEqualTo(new Ports(10513, 10513, 18080, 41337));
    assertThat(Ports.withOffset(Ports.MAX_OFFSET).telemetry()).isEqualTo(65535);
  }
}
