package io.porteiro.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {

  private static final Pattern LINE = Pattern.compile("porteiro: .*; accepted: .+");

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final Properties properties = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @NullAndEmptySource
  void nothingMeansTheDefaults(String argument) {
    AgentOptions options = read(argument);

    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.port()).isEqualTo(9513);
    assertThat(options.portFile()).isNull();
    assertThat(options.maxPorts()).isEqualTo(256);
    assertThat(options.histogram()).isFalse();
    assertThat(options.micrometer()).isTrue();
    assertThat(options.otlpUrl()).isNull();
    assertThat(options.otlpJar()).isNull();
    assertThat(options.services()).isEmpty();
    assertThat(check(argument)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9513, 127.0.0.1, 9513",
    "0, 127.0.0.1, 0",
    "65535, 127.0.0.1, 65535",
    "00080, 127.0.0.1, 80",
    "127.0.0.2:9514, 127.0.0.2, 9514",
    "0.0.0.0:0, 0.0.0.0, 0",
    "localhost:1, localhost, 1",
    "my-host.example:1234, my-host.example, 1234",
    "[::1]:9513, ::1, 9513",
    "[::]:0, ::, 0",
    "[fe80::1%eth0]:9513, fe80::1%eth0, 9513"
  })
  void anAddressIsAPortWithOrWithoutAHost(String argument, String host, int port) {
    AgentOptions options = read(argument);

    assertThat(options.host()).isEqualTo(host);
    assertThat(options.port()).isEqualTo(port);
    assertThat(check(argument)).isEmpty();
  }

  @Test
  void aListSetsEveryKey() {
    String argument =
        "host=[::1],port=0,portFile=/tmp/port,maxPorts=10,histogram=on,service.tcp/10513=login,"
            + "service.unix//run/x.sock=control,service.udp/0=a=b";
    AgentOptions options = read(argument);

    assertThat(options.host()).isEqualTo("::1");
    assertThat(options.port()).isZero();
    assertThat(options.portFile()).isEqualTo("/tmp/port");
    assertThat(options.maxPorts()).isEqualTo(10);
    assertThat(options.histogram()).isTrue();
    assertThat(options.services())
        .containsOnly(
            Map.entry("tcp/10513", "login"),
            Map.entry("unix//run/x.sock", "control"),
            Map.entry("udp/0", "a=b"));
    assertThat(check(argument)).isEmpty();
  }

  @Test
  void whereTheMetersGoBesidesIsSet() {
    AgentOptions options =
        read("micrometer=off,otlp.url=https://[::1]:4318/x?a=b,otlp.jar=/opt/porteiro-otlp.jar");

    assertThat(options.micrometer()).isFalse();
    assertThat(options.otlpUrl()).isEqualTo("https://[::1]:4318/x?a=b");
    assertThat(options.otlpJar()).isEqualTo("/opt/porteiro-otlp.jar");
    assertThat(read("micrometer=on").micrometer()).isTrue();
  }

  @Test
  void blanksAroundTheNamesAndValuesOfAListAreIgnored() {
    AgentOptions options = read(" port = 1 , histogram= on ");

    assertThat(options.port()).isEqualTo(1);
    assertThat(options.histogram()).isTrue();
    assertThat(check(" port = 1 , histogram= on ")).isEmpty();
  }

  @Test
  void theLastOfSeveralEqualKeysWins() {
    assertThat(read("port=1,port=2").port()).isEqualTo(2);
  }

  @Test
  void theNearerSourceWins() {
    assertThat(read(null).port()).isEqualTo(9513);
    environment.put("PORTEIRO_PORT", "1");
    assertThat(read(null).port()).isEqualTo(1);
    properties.setProperty("porteiro.port", "2");
    assertThat(read(null).port()).isEqualTo(2);
    assertThat(read("port=3").port()).isEqualTo(3);
    assertThat(read("4").port()).isEqualTo(4);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void theNearerSourceWinsForEachServiceByItself() {
    environment.put("PORTEIRO_SERVICE_TCP_1", "environment");
    environment.put("PORTEIRO_SERVICE_TCP_2", "environment");
    environment.put("PORTEIRO_SERVICE_TCP_3", "environment");
    properties.setProperty("porteiro.service.tcp/2", "property");
    properties.setProperty("porteiro.service.tcp/3", "property");

    assertThat(read("service.tcp/3=argument").services())
        .containsOnly(
            Map.entry("tcp/1", "environment"),
            Map.entry("tcp/2", "property"),
            Map.entry("tcp/3", "argument"));
  }

  @Test
  void anAddressWithoutAHostLeavesTheHostToTheOtherSources() {
    properties.setProperty("porteiro.host", "127.0.0.3");

    assertThat(read("9514").host()).isEqualTo("127.0.0.3");
    assertThat(read("127.0.0.4:9514").host()).isEqualTo("127.0.0.4");
  }

  @Test
  void whatIsMalformedInANearerSourceLeavesTheFartherOne() {
    environment.put("PORTEIRO_PORT", "1");
    properties.setProperty("porteiro.port", "x");

    assertThat(read("port=-1").port()).isEqualTo(1);
    assertThat(complaints()).singleElement().asString().contains("-Dporteiro.port", "port=x");
  }

  @Test
  void everyKeyIsAPropertyToo() {
    properties.setProperty("porteiro.host", "[::1]");
    properties.setProperty("porteiro.port", "0");
    properties.setProperty("porteiro.portFile", "/tmp/port");
    properties.setProperty("porteiro.maxPorts", "65536");
    properties.setProperty("porteiro.histogram", "on");
    properties.setProperty("porteiro.service.tcp/10513", "login");

    assertEveryKeyIsSet();
  }

  @Test
  void everyKeyIsAVariableToo() {
    environment.put("PORTEIRO_HOST", "[::1]");
    environment.put("PORTEIRO_PORT", "0");
    environment.put("PORTEIRO_PORT_FILE", "/tmp/port");
    environment.put("PORTEIRO_MAX_PORTS", "65536");
    environment.put("PORTEIRO_HISTOGRAM", "on");
    environment.put("PORTEIRO_SERVICE_TCP_10513", "login");
    environment.put("PATH", "/bin");
    environment.put("PORT", "1");

    assertEveryKeyIsSet();
  }

  private void assertEveryKeyIsSet() {
    AgentOptions options = read(null);

    assertThat(options.host()).isEqualTo("::1");
    assertThat(options.port()).isZero();
    assertThat(options.portFile()).isEqualTo("/tmp/port");
    assertThat(options.maxPorts()).isEqualTo(65536);
    assertThat(options.histogram()).isTrue();
    assertThat(options.services()).containsOnly(Map.entry("tcp/10513", "login"));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void everyKeyHasAVariable() {
    assertThat(Arrays.stream(OptionKey.values()).map(OptionKey::variable))
        .containsExactly(
            "PORTEIRO_HOST",
            "PORTEIRO_PORT",
            "PORTEIRO_PORT_FILE",
            "PORTEIRO_MAX_PORTS",
            "PORTEIRO_HISTOGRAM",
            "PORTEIRO_MICROMETER",
            "PORTEIRO_OTLP_URL",
            "PORTEIRO_OTLP_JAR",
            "PORTEIRO_CONFIG",
            "PORTEIRO_POLICY_MODE",
            "PORTEIRO_POLICY_LEARN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":9513",
        "::1:9513",
        "::1",
        "127.0.0.1:",
        "localhost",
        "[::1]",
        "[::1]9513",
        "[::1:9513",
        "::1]:9513",
        "[]:9513",
        "[ ]:9513",
        " :9513",
        ":",
        "99999",
        "65536",
        "-1",
        "+1",
        "1.5",
        " 9513",
        "9513 ",
        "0x10",
        "1234567",
        "4294976809",
        "\u0669\u0665\u0661\u0663",
        "127.0.0.1:99999",
        "9513:file",
        "9513:file.json",
        "9513:",
        "127.0.0.1:file.yaml",
        "127.0.0.1:99999:file.yaml",
        "[::1]:file.yaml",
        "::1:9513:file.yaml",
        ":file.yaml",
        "file.yaml",
        "true"
      })
  void aMalformedAddressIsNamedInOneLineAndChangesNothing(String argument) {
    assertThat(check(argument))
        .singleElement()
        .asString()
        .matches(LINE)
        .contains(argument, "[HOST:]PORT");

    AgentOptions options = read(argument);
    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.port()).isEqualTo(9513);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port=99999        | port=99999      | a number from 0 to 65535",
        "port=-1           | port=-1         | a number from 0 to 65535",
        "port=             | port=           | a number from 0 to 65535",
        "port=9513:f.yaml  | port=9513:f.y   | a number from 0 to 65535",
        "maxPorts=0        | maxPorts=0      | a number from 1 to 65536",
        "maxPorts=65537    | maxPorts=65537  | a number from 1 to 65536",
        "histogram=yes     | histogram=yes   | on or off",
        "histogram=ON      | histogram=ON    | on or off",
        "micrometer=no     | micrometer=no   | on or off",
        "otlp.url=host:4318 | otlp.url=host:4318 | http://HOST:4318/v1/metrics",
        "otlp.url=ftp://h  | otlp.url=ftp://h | http://HOST:4318/v1/metrics",
        "otlp.url=http://h:99999 | otlp.url=http://h:99999 | http://HOST:4318/v1/metrics",
        "host=             | host=           | a host name or an address",
        "host=[]           | host=[]         | a host name or an address",
        "portFile=         | portFile=       | the path of a file",
        "config=           | config=         | the path of a YAML file",
        "policy.mode=wran  | policy.mode=wran| observe, warn or deny",
        "policy.mode=DENY  | policy.mode=DENY| observe, warn or deny",
        "policy.learn=     | policy.learn=   | the path of a file",
        "policy=warn       | 'policy'        | policy.mode, policy.learn",
        "prot=9513         | no key 'prot'; did you mean 'port'? | host, port, portFile, maxPorts",
        "Port=9513         | 'Port'          | host, port, portFile, maxPorts, histogram",
        "=9513             | ''              | host, port, portFile, maxPorts, histogram",
        "port=1,9513       | '9513'          | key=value",
        "port=1,           | ''              | key=value",
        "port=1,,maxPorts=2| ''              | key=value",
        "service.tcp=x     | service.tcp=x   | service.PROTOCOL/PORT=NAME",
        "service.tcp/=x    | service.tcp/=x  | service.PROTOCOL/PORT=NAME",
        "service./1=x      | service./1=x    | service.PROTOCOL/PORT=NAME",
        "service.=x        | service.=x      | service.PROTOCOL/PORT=NAME",
        "service.unix/=x   | service.unix/=x | service.PROTOCOL/PORT=NAME",
        "service.icmp/1=x  | service.icmp/1= | service.PROTOCOL/PORT=NAME",
        "service.TCP/1=x   | service.TCP/1=x | service.PROTOCOL/PORT=NAME",
        "service.tcp/x=x   | service.tcp/x=x | service.PROTOCOL/PORT=NAME",
        "service.tcp/65536=x|tcp/65536       | service.PROTOCOL/PORT=NAME",
        "service.tcp/0513=x|tcp/0513         | service.PROTOCOL/PORT=NAME",
        "service.tcp/1=    | service.tcp/1=  | service.PROTOCOL/PORT=NAME",
        "service.tcp/1=a b | service.tcp/1=a b | service.PROTOCOL/PORT=NAME"
      })
  void aMalformedPairIsNamedInOneLineWithTheAcceptedForm(String argument, String bad, String form) {
    assertThat(check(argument)).singleElement().asString().matches(LINE).contains(bad, form);
  }

  @Test
  void aMalformedPairDoesNotSpoilTheOthers() {
    AgentOptions options = read("port=x,maxPorts=7,y,histogram=on");

    assertThat(options.port()).isEqualTo(9513);
    assertThat(options.maxPorts()).isEqualTo(7);
    assertThat(options.histogram()).isTrue();
    assertThat(check("port=x,maxPorts=7,y,histogram=on")).hasSize(2);
  }

  @Test
  void whatIsMalformedInAPropertyIsNamedInOneLine() {
    properties.setProperty("porteiro.port", " 9513");
    assertComplaint("-Dporteiro.port", "port= 9513", "a number from 0 to 65535");
    properties.clear();
    properties.setProperty("porteiro.prot", "9513");
    assertComplaint("-Dporteiro.prot", "'prot'", "the keys are");
    properties.clear();
    properties.setProperty("porteiro.", "9513");
    assertComplaint("-Dporteiro.", "''", "the keys are");
    properties.clear();
    properties.setProperty("porteiro.service.tcp", "login");
    assertComplaint("-Dporteiro.service.tcp", "service.tcp=login", "service.PROTOCOL/PORT=NAME");
  }

  @Test
  void whatIsMalformedInAVariableIsNamedInOneLine() {
    environment.put("PORTEIRO_MAX_PORTS", "many");
    assertComplaint("PORTEIRO_MAX_PORTS", "maxPorts=many", "a number from 1 to 65536");
    environment.clear();
    environment.put("PORTEIRO_HISTOGRAM", "");
    assertComplaint("PORTEIRO_HISTOGRAM", "histogram=", "on or off");
    environment.clear();
    environment.put("PORTEIRO_SERVICE_10513", "login");
    assertComplaint("PORTEIRO_SERVICE_10513", "service.10513=login", "service.PROTOCOL/PORT=NAME");
  }

  private void assertComplaint(String... parts) {
    read(null);
    assertThat(complaints()).singleElement().asString().matches(LINE).contains(parts);
  }

  @Test
  void theArgumentIsComplainedAboutOnceThoughItIsReadTwice() {
    assertThat(check("port=x")).hasSize(1);

    read("port=x");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void whatKubernetesMakesOfAServiceOfThatNameIsComplainedAboutAndNotTaken() {
    // what a pod gets when the cluster has a service named "porteiro"
    environment.put("PORTEIRO_PORT", "tcp://10.0.0.1:9513");
    environment.put("PORTEIRO_SERVICE_HOST", "10.0.0.1");
    environment.put("PORTEIRO_SERVICE_PORT", "9513");
    environment.put("PORTEIRO_PORT_9513_TCP_ADDR", "10.0.0.1");
    AgentOptions options = read(null);

    assertThat(options.port()).isEqualTo(9513);
    assertThat(options.services()).isEmpty();
    assertThat(complaints()).hasSize(3).allMatch(line -> LINE.matcher(line).matches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\t", "\0", "\b", "\u001b[31m", "\u007f"})
  void controlCharactersDoNotBreakTheLine(String control) {
    assertNoControlCharacters(control);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0085", "\u009b31m", "\u2028", "\u2029"})
  void lineEndsAndEscapesBeyondAsciiDoNotBreakTheLineEither(String control) {
    assertNoControlCharacters(control);
  }

  private void assertNoControlCharacters(String control) {
    for (String bad :
        List.of(
            "a" + control + "b",
            "port=1" + control + "2",
            "a" + control + "b=c",
            "service.tcp/1=a" + control + "b",
            "host=a" + control + "b",
            "portFile=a" + control + "b")) {
      assertThat(check(bad))
          .as(() -> bad.codePoints().mapToObj(Integer::toHexString).toList().toString())
          .singleElement()
          .asString()
          .matches(LINE)
          .matches("[^\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]*");
    }
  }

  @Test
  void aVeryLongArgumentIsCut() {
    assertThat(check("x".repeat(100_000)))
        .singleElement()
        .satisfies(line -> assertThat(line.length()).isLessThan(1_000));
    assertThat(check("port=" + "1".repeat(100_000)))
        .singleElement()
        .satisfies(line -> assertThat(line.length()).isLessThan(1_000));
  }

  @Test
  void noRandomAddressThrowsAndEachIsEitherTakenOrComplainedAbout() {
    Random random = new Random(9513);
    Pattern valid = Pattern.compile(" *((\\[[^]\\[ ]+]|[^:\\[\\] ]+) *:)?\\d{1,6}");
    int taken = 0;
    for (int i = 0; i < 2_000; i++) {
      String argument = random(random, "0", "1", "9513", ":", "[", "]", "::", ".", "h", "-", " ");
      List<String> lines = check(argument);
      AgentOptions options = read(argument);

      if (lines.isEmpty() && !argument.isEmpty()) {
        taken++;
        assertThat(argument).matches(valid).endsWith(Integer.toString(options.port()));
        assertThat(options.host()).isNotBlank();
      } else if (!argument.isEmpty()) {
        assertThat(lines).as(argument).singleElement().asString().matches(LINE);
        assertThat(options.port()).as(argument).isEqualTo(9513);
        assertThat(options.host()).as(argument).isEqualTo("127.0.0.1");
      }
    }
    assertThat(taken).isGreaterThan(50);
  }

  @Test
  void noRandomListThrowsAndEachPairCausesAtMostOneLine() {
    Random random = new Random(513);
    for (int i = 0; i < 2_000; i++) {
      String argument =
          random(
              random,
              "port",
              "host",
              "maxPorts",
              "histogram",
              "portFile",
              "service.",
              "tcp/",
              "1",
              "70000",
              "on",
              "=",
              "=",
              "=",
              ",",
              ",",
              "\n",
              "\u0000",
              "\ud800",
              "\u00e9",
              "[",
              "]",
              " ",
              ":");
      List<String> lines = check(argument);
      AgentOptions options = read(argument);

      assertThat(lines).hasSizeLessThanOrEqualTo(argument.split(",", -1).length);
      assertThat(lines).allMatch(line -> LINE.matcher(line).matches());
      assertThat(options.port()).isBetween(0, 65535);
      assertThat(options.maxPorts()).isBetween(1, 65536);
      assertThat(options.host()).isNotBlank();
      assertThat(options.services().keySet())
          .allMatch(key -> key.matches("(tcp|udp|sctp|dccp)/\\d+|unix/(?s:.+)"));
    }
  }

  private static String random(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(9); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private AgentOptions read(String argument) {
    complaints.reset();
    return AgentOptions.read(argument, properties, environment, stream());
  }

  private List<String> check(String argument) {
    complaints.reset();
    AgentOptions.check(argument, stream());
    return complaints();
  }

  private PrintStream stream() {
    return new PrintStream(complaints, true, UTF_8);
  }

  private List<String> complaints() {
    return complaints.toString(UTF_8).lines().toList();
  }
}
