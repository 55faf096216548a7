package io.porteiro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Rule;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  private static final String PORT_FORM =
      "a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any";
  private static final String PLACE_FORM =
      "PROTOCOL/PORT such as tcp/8080, tcp/127.0.0.1:5005, tcp/[::1]:5005, udp/9000-9010 or"
          + " tcp/ephemeral, unix/PATH such as unix//run/app/*.sock, or \"*\"";
  private static final String RULE_FORM =
      PLACE_FORM + ", or a map { port: PORT, owner: CLASS, exposure: EXPOSURE }";
  private static final String SERVICE_FORM =
      "PROTOCOL/PORT: NAME, such as tcp/10513: login; PROTOCOL is one of tcp, udp, sctp, dccp,"
          + " unix, and NAME has no spaces";
  private static final String KEYS =
      "host, port, portFile, maxPorts, histogram, micrometer, otlp, services, policy";

  /** What the documentation shows. */
  static final String EXAMPLE =
      """
      host: 0.0.0.0
      port: 9600
      portFile: /run/porteiro.port
      maxPorts: 100
      histogram: on
      micrometer: off
      otlp:
        url: https://collector.example:4318/v1/metrics
        jar: /opt/porteiro-otlp.jar
      services:
        tcp/10513: login
        unix//run/app.sock: control
      policy:
        mode: warn            # observe | warn | deny
        expected:
          - tcp/8080                      # any address
          - tcp/127.0.0.1:5005            # only there
          - tcp/[::1]:5005
          - udp/513
          - tcp/9000-9010
          - tcp/ephemeral                 # port 0
          - unix//run/app/*.sock
          - { port: tcp/9092, owner: "org.apache.kafka.**" }
          - port: tcp/9093
            owner: org.apache.kafka.**
            exposure: private
          - { port: "*", exposure: loopback }
        learn: /var/lib/porteiro/learned.yaml
      """;

  @Test
  void everythingIsRead() {
    ConfigFile file = read(EXAMPLE);

    assertThat(file.mistakes()).isEmpty();
    assertThat(file.isWhole()).isTrue();
    assertThat(file.isPolicySound()).isTrue();
    assertThat(file.keys())
        .containsExactly(
            "host",
            "port",
            "portFile",
            "maxPorts",
            "histogram",
            "micrometer",
            "otlp",
            "services",
            "policy");
    assertThat(file.mode()).isEqualTo(Mode.WARN);
    assertThat(file.rules())
        .extracting(Rule::toString)
        .containsExactly(
            "tcp/8080",
            "tcp/127.0.0.1:5005",
            "\"tcp/[::1]:5005\"",
            "udp/513",
            "tcp/9000-9010",
            "tcp/ephemeral",
            "unix//run/app/*.sock",
            "{ port: tcp/9092, owner: org.apache.kafka.** }",
            "{ port: tcp/9093, owner: org.apache.kafka.**, exposure: private }",
            "{ port: \"*\", exposure: loopback }");
    assertThat(file.values())
        .containsOnly(
            Map.entry("host", "0.0.0.0"),
            Map.entry("port", "9600"),
            Map.entry("portFile", "/run/porteiro.port"),
            Map.entry("maxPorts", "100"),
            Map.entry("histogram", "on"),
            Map.entry("micrometer", "off"),
            Map.entry("otlp.url", "https://collector.example:4318/v1/metrics"),
            Map.entry("otlp.jar", "/opt/porteiro-otlp.jar"),
            Map.entry("service.tcp/10513", "login"),
            Map.entry("service.unix//run/app.sock", "control"),
            Map.entry("policy.mode", "warn"),
            Map.entry("policy.learn", "/var/lib/porteiro/learned.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "# nothing\n",
        "---\n",
        "--- # nothing\n",
        "\ufeff",
        "{}",
        "---\n...\n",
        "%YAML 1.2\n---\n"
      })
  void nothingIsNoMistake(String text) {
    ConfigFile file = read(text);

    assertThat(file.mistakes()).isEmpty();
    assertThat(file.keys()).isEmpty();
    assertThat(file.rules()).isNull();
    assertThat(file.mode()).isEqualTo(Mode.OBSERVE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffport: 9600",
        "port: '9600'\r\n",
        "port: \"9600\"",
        "{port: 9600}",
        "{\"port\": \"9600\"}",
        "? port\n: 9600",
        "port: |-\n  9600",
        "---\nport: 9600\n..."
      })
  void yamlMayBeWrittenAsItMay(String text) {
    assertThat(read(text).mistakes()).isEmpty();
    assertThat(read(text).values()).containsOnly(Map.entry("port", "9600"));
  }

  static List<List<String>> mistakes() {
    return List.of(
        // keys
        List.of("prot: 1", "1:1: prot: there is no such key; did you mean 'port'?"),
        List.of("max_ports: 1", "1:1: max_ports: there is no such key; did you mean 'maxPorts'?"),
        List.of("service: {}", "1:1: service: there is no such key; did you mean 'services'?"),
        List.of("config: x", "1:1: config: there is no such key; accepted: " + KEYS),
        List.of("'': x", "1:1: there is no such key; accepted: " + KEYS),
        List.of(
            "policy.mode: warn",
            "1:1: policy.mode: there is no such key; did you mean 'mode' in 'policy'?"),
        List.of(
            "service.tcp/1: x",
            "1:1: service.tcp/1: there is no such key; did you mean 'tcp/1' in 'services'?"),
        List.of(
            "policy:\n  expect: []",
            "2:3: policy.expect: there is no such key; did you mean 'expected'?"),
        List.of(
            "policy:\n  rules: []",
            "2:3: policy.rules: there is no such key; accepted: mode, expected, learn"),
        List.of(
            "port: 1\nhost: a\nport: 2",
            "3:1: port: is there already in line 1; accepted: each key once"),
        List.of(
            "policy:\n  mode: observe\n  mode: observe",
            "3:3: policy.mode: is there already in line 2; accepted: each key once"),
        List.of(
            "services:\n  tcp/1: a\n  tcp/1: b",
            "3:3: services.tcp/1: is there already in line 2; accepted: each key once"),
        // values
        List.of(
            "port: 99999", "1:7: port: '99999' is not right; accepted: a number from 0 to 65535"),
        List.of("port: 0x10", "1:7: port: '0x10' is not right; accepted: a number from 0 to 65535"),
        List.of("port:", "1:6: port: nothing is not right; accepted: a number from 0 to 65535"),
        List.of("port: [1]", "1:7: port: a list is not right; accepted: a number from 0 to 65535"),
        List.of(
            "port:\n  a: 1", "2:3: port: a map is not right; accepted: a number from 0 to 65535"),
        List.of("histogram: true", "1:12: histogram: 'true' is not right; accepted: on or off"),
        List.of("otlp: on", "1:7: otlp: 'on' is not right; accepted: a map with url and jar"),
        List.of(
            "otlp.url: x", "1:1: otlp.url: there is no such key; did you mean 'url' in 'otlp'?"),
        List.of(
            "otlp: { url: collector }",
            "1:14: otlp.url: 'collector' is not right; accepted: an address such as"
                + " http://HOST:4318/v1/metrics"),
        List.of(
            "otlp: { uri: http://h }", "1:9: otlp.uri: there is no such key; did you mean 'url'?"),
        List.of(
            "maxPorts: 0", "1:11: maxPorts: '0' is not right; accepted: a number from 1 to 65536"),
        List.of(
            "portFile: ''", "1:11: portFile: nothing is not right; accepted: the path of a file"),
        List.of(
            "services: x",
            "1:11: services: 'x' is not right; accepted: a map of PROTOCOL/PORT: NAME such as"
                + " tcp/10513: login"),
        List.of(
            "services:\n  tpc/1: x",
            "2:3: services.tpc/1: 'tpc/1' is not right; accepted: " + SERVICE_FORM),
        List.of(
            "services:\n  tcp/1: a b",
            "2:10: services.tcp/1: 'a b' is not right; accepted: " + SERVICE_FORM),
        List.of("- port", "1:1: a list is not right; accepted: keys and values such as port: 9513"),
        List.of(
            "port 9513",
            "1:1: 'port 9513' is not right; accepted: keys and values such as port: 9513"),
        // the policy
        List.of(
            "policy: warn",
            "1:9: policy: 'warn' is not right; accepted: a map with mode, expected and learn"),
        List.of(
            "policy:\n  mode: wran\n  expected: []",
            "2:9: policy.mode: 'wran' is no mode; did you mean 'warn'?"),
        List.of(
            "policy:\n  mode: Deny\n  expected: []",
            "2:9: policy.mode: 'Deny' is no mode; did you mean 'deny'?"),
        List.of(
            "policy:\n  mode: enforce\n  expected: []",
            "2:9: policy.mode: 'enforce' is not right; accepted: observe, warn or deny"),
        List.of(
            "policy:\n  mode: deny",
            "2:9: policy.mode: 'deny' judges nothing; accepted: together with a list"
                + " policy.expected"),
        List.of(
            "policy:\n  learn: []",
            "2:10: policy.learn: a list is not right; accepted: the path of a file"),
        List.of(
            "policy:\n  learn: ./x.yaml",
            "2:10: policy.learn: is this file itself; accepted: another, to be reviewed"),
        List.of(
            "policy:\n  expected: tcp/80",
            "2:13: policy.expected: 'tcp/80' is not right; accepted: a list of rules such as"
                + " - tcp/8080"),
        List.of(
            "policy:\n  expected:\n    - tcp/99999",
            "3:7: policy.expected: 'tcp/99999' has a port that is none; accepted: " + PORT_FORM),
        List.of(
            "policy:\n  expected:\n    - tcp/9010-9000",
            "3:7: policy.expected: 'tcp/9010-9000' has a range that is none; did you mean"
                + " 'tcp/9000-9010'?"),
        List.of(
            "policy:\n  expected:\n    - 8080",
            "3:7: policy.expected: '8080' is no rule; did you mean 'tcp/8080'?"),
        List.of(
            "policy:\n  expected:\n    - tcp: 8080",
            "3:7: policy.expected: has no port; accepted: port: with a port, or \"*\" for any"
                + "\n3:7: policy.expected.tcp: there is no such key; accepted: port, owner,"
                + " exposure"),
        List.of(
            "policy:\n  expected:\n    - [tcp/80]",
            "3:7: policy.expected: a list is not right; accepted: " + RULE_FORM),
        List.of(
            "policy:\n  expected:\n    -",
            "3:6: policy.expected: nothing is not right; accepted: " + RULE_FORM),
        List.of(
            "policy:\n  expected:\n    - { port: tcp/80, exposure: link-local }",
            "3:33: policy.expected.exposure: 'link-local' is no exposure; did you mean"
                + " 'link_local'?"),
        List.of(
            "policy:\n  expected:\n    - { port: [], owner: a b, exposures: x }",
            "3:15: policy.expected.port: a list is not right; accepted: "
                + RULE_FORM
                + "\n3:26: policy.expected.owner: 'a b' is no class name; accepted: a class name or"
                + " a pattern such as org.apache.kafka.**"
                + "\n3:31: policy.expected.exposures: there is no such key; did you mean"
                + " 'exposure'?"),
        // what is no YAML, or more than is needed
        List.of(
            "policy:\n  expected:\n    - tcp/80\n\t- tcp/81",
            "4:1: policy.expected: a tab; accepted: blanks, as YAML is indented with them"),
        List.of(
            "policy:\n\tmode: warn",
            "2:1: policy: a tab; accepted: blanks, as YAML is indented with them"),
        List.of(
            "policy:\n  expected:\n    - *\n",
            "3:8: policy.expected: an alias; accepted: the value itself, and \"*\" for any port in"
                + " quotes"),
        List.of(
            "host: *a\n",
            "1:7: host: an alias; accepted: the value itself, and \"*\" for any port in quotes"),
        List.of("host: &a b", "1:7: host: an anchor; accepted: values without a name"),
        List.of("host: !!str b", "1:7: host: a tag; accepted: values without one"),
        List.of("? [a]\n: b", "1:3: a key that is a list or a map; accepted: a word"),
        List.of("port: 1\n---\nport: 2", "2:1: a second document; accepted: one"),
        List.of(
            "services: {tcp/1: a\nhost: b",
            "1:19: services.tcp/1: 'a host' is not right; accepted: "
                + SERVICE_FORM
                + "\n2:5: services: while parsing a flow mapping: expected ',' or '}', but got :"),
        List.of(
            "host: \"a",
            "1:9: host: while scanning a quoted scalar: found unexpected end of stream"),
        List.of(
            "host: @a",
            "1:7: host: while scanning for the next token: found character '@' that cannot start"
                + " any token"),
        List.of(
            "port: 1\n host: a",
            "1:7: port: '1 host' is not right; accepted: a number from 0 to"
                + " 65535\n2:6: mapping values are not allowed here"),
        List.of("host: a\u0000b", "1:8: the character U+0000; accepted: text"),
        List.of("a: b\nhost: \u001b[31m", "2:7: the character U+001B; accepted: text"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void everyMistakeIsNamedWithItsPlaceAndWhatWouldBeRight(List<String> mistake) {
    List<String> lines = new ArrayList<>();
    read(mistake.get(0)).mistakes().forEach(line -> lines.add(line.toString()));

    assertThat(lines)
        .containsExactlyElementsOf(mistake.get(1).lines().map(line -> "x.yaml:" + line).toList());
  }

  @Test
  void bytesThatAreNoTextAreNamed() {
    ConfigFile file =
        ConfigFile.of(
            new File("x.yaml"),
            FileContent.of(new byte[] {'a', '\n', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, 'b'}));

    assertThat(file.mistakes())
        .extracting(Mistake::toString)
        .containsExactly("x.yaml:2:2: a byte that is not UTF-8; accepted: text in UTF-8");
  }

  @Test
  void aCharacterThatIsCutOffAtTheEndIsNamed() {
    ConfigFile file =
        ConfigFile.of(
            new File("x.yaml"), FileContent.of(new byte[] {'#', ' ', (byte) 0xe2, (byte) 0x82}));

    assertThat(file.mistakes()).hasSize(1);
  }

  @Test
  void columnsCountCharactersAndNotTheirHalves() {
    assertThat(read("\ud83d\udeaa: {prot: 1}").mistakes())
        .extracting(Mistake::toString)
        .singleElement()
        .asString()
        .startsWith("x.yaml:1:1: \ud83d\udeaa: there is no such key");
    assertThat(read("host: {\"\ud83d\udeaa\": &a b}").mistakes())
        .extracting(Mistake::toString)
        .contains("x.yaml:1:13: host.\ud83d\udeaa: an anchor; accepted: values without a name");
  }

  @Test
  void allMistakesAreFoundAtOnceInTheFilesOrderAndTheRestHolds() {
    ConfigFile file =
        read(
            """
            port: x
            host: 0.0.0.0
            services: { tcp/1: a, tcp/2: b c }
            policy:
              mode: deny
              expected:
                - tcp/80
                - tcp/99999
                - { port: tcp/81, exposure: nowhere }
                - udp/53
            maxPorts: -1
            port: 5
            """);

    assertThat(file.mistakes()).hasSize(6);
    assertThat(file.mistakes())
        .extracting(mistake -> mistake.toString().split(":")[1])
        .containsExactly("1", "3", "8", "9", "11", "12");
    assertThat(file.rules()).extracting(Rule::toString).containsExactly("tcp/80", "udp/53");
    assertThat(file.values())
        .containsOnly(
            Map.entry("host", "0.0.0.0"),
            Map.entry("service.tcp/1", "a"),
            Map.entry("policy.mode", "deny"));
    assertThat(file.isWhole()).isTrue();
    assertThat(file.isPolicySound()).isFalse();
  }

  @Test
  void aMistakeElsewhereLeavesThePolicySound() {
    assertThat(read("prot: 1\npolicy: {expected: [tcp/80]}").isPolicySound()).isTrue();
    assertThat(read("policy: {expected: [tcp/80]}\npolicy: {expected: [tcp/81]}").isPolicySound())
        .isFalse();
  }

  @Test
  void whatComesBeforeTheEndOfTheReadingHolds() {
    ConfigFile file = read("port: 7\npolicy:\n  mode: deny\n  expected:\n    - tcp/80\n\t- tcp/81");

    assertThat(file.isWhole()).isFalse();
    assertThat(file.isPolicySound()).isFalse();
    assertThat(file.mode()).isEqualTo(Mode.DENY);
    assertThat(file.rules()).extracting(Rule::toString).containsExactly("tcp/80");
    assertThat(file.values()).containsEntry("port", "7");
  }

  @Test
  void theLinesOfMistakesAreOneEach() {
    assertThat(read("\"a\\nb\\u001b\": x\nport: \"1\\u2028\\u0007\"").mistakes())
        .hasSize(2)
        .allSatisfy(
            mistake ->
                assertThat(mistake.toString())
                    .matches("[^\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]*"));
  }

  @Test
  void whatCannotBeReadIsSaid(@TempDir Path folder) {
    File missing = folder.resolve("x.yaml").toFile();

    assertThat(ConfigFile.read(missing).mistakes())
        .extracting(Mistake::toString)
        .containsExactly(missing + ": there is no such file");
    assertThat(ConfigFile.read(folder.toFile()).mistakes())
        .extracting(Mistake::toString)
        .containsExactly(folder + ": is not a regular file");
    assertThat(ConfigFile.read(new File("/dev/zero")).mistakes())
        .extracting(Mistake::toString)
        .containsExactly("/dev/zero: is not a regular file");
  }

  static ConfigFile read(String text) {
    return ConfigFile.of(new File("x.yaml"), FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
