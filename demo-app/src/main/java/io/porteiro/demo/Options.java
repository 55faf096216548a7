package io.porteiro.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * The command line.
 *
 * @param help whether only the usage was asked for
 * @param host the address for login, who and the page
 * @param portOffset what to add to the port numbers, if given
 * @param duration when to end, if given
 * @param unexpectedAfter when the listener nobody asked for opens
 * @param metricsPort where the page says the metrics are
 */
record Options(
    boolean help,
    InetAddress host,
    Optional<Integer> portOffset,
    Optional<Duration> duration,
    Duration unexpectedAfter,
    int metricsPort) {

  private static final int MAX_SECONDS = 31_536_000;

  static final String USAGE =
      """
      usage: java -jar porteiro-demo.jar [options]

        --host ADDRESS              a local address for login, who and the page (127.0.0.1)
        --port-offset N             a number from 0 to %d, added to the ports 513, 8080
                                    and 31337 (0; 10000 where ports under 1024 are not allowed)
        --duration SECONDS          end after so many seconds, 1 to %d (only when stopped)
        --unexpected-after SECONDS  open the listener nobody asked for after so many
                                    seconds, 0 to %2$d (20)
        --metrics-port N            the port from 1 to 65535 at which the page says the
                                    metrics are (9513)
        --help                      print this
      """
          .formatted(Ports.MAX_OFFSET, MAX_SECONDS);

  /**
   * Reads the command line; options may be given as {@code --name value} or {@code --name=value}.
   */
  static Options parse(String... args) throws OptionException {
    boolean help = false;
    String host = "127.0.0.1";
    Optional<Integer> offset = Optional.empty();
    Optional<Duration> duration = Optional.empty();
    int unexpectedAfter = 20;
    int metricsPort = 9513;
    int at = 0;
    while (at < args.length) {
      String[] option = args[at++].split("=", 2);
      String name = option[0];
      String value = option.length == 2 ? option[1] : at < args.length ? args[at] : null;
      switch (name) {
        case "--help" -> help = true;
        case "--host" -> host = value;
        case "--port-offset" -> offset = Optional.of(number(name, value, 0, Ports.MAX_OFFSET));
        case "--duration" ->
            duration = Optional.of(Duration.ofSeconds(number(name, value, 1, MAX_SECONDS)));
        case "--unexpected-after" -> unexpectedAfter = number(name, value, 0, MAX_SECONDS);
        case "--metrics-port" -> metricsPort = number(name, value, 1, 65535);
        default -> throw new OptionException("'" + name + "' is not an option; see --help");
      }
      if (option.length == 1 && !name.equals("--help")) {
        at++;
      }
    }
    return new Options(
        help, address(host), offset, duration, Duration.ofSeconds(unexpectedAfter), metricsPort);
  }

  private static int number(String name, String value, int min, int max) throws OptionException {
    if (value != null && value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new OptionException(
        "%s takes a whole number from %d to %d, not %s".formatted(name, min, max, quoted(value)));
  }

  private static InetAddress address(String host) throws OptionException {
    try {
      if (host != null && !host.isBlank()) {
        return InetAddress.getByName(host);
      }
    } catch (UnknownHostException e) {
      // Said below.
    }
    throw new OptionException(
        "--host takes a local address such as 127.0.0.1 or ::1, not " + quoted(host));
  }

  private static String quoted(String value) {
    return value == null ? "nothing" : "'" + value + "'";
  }
}
