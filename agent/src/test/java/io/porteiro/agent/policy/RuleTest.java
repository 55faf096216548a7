package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  @ParameterizedTest
  @CsvSource({
    // rule, protocol, number, address, ephemeral, covered
    "tcp/8080, tcp, 8080, ::, false, true",
    "tcp/8080, tcp, 8080, 127.0.0.1, false, true",
    "tcp/8080, tcp, 8081, ::, false, false",
    "tcp/8080, udp, 8080, ::, false, false",
    "tcp/8080, tcp, 8080, ::, true, false",
    "sctp/3868, sctp, 3868, ::, false, true",
    "tcp/127.0.0.1:5005, tcp, 5005, 127.0.0.1, false, true",
    "tcp/127.0.0.1:5005, tcp, 5005, 127.0.0.2, false, false",
    "tcp/127.0.0.1:5005, tcp, 5005, ::, false, false",
    "tcp/127.0.0.1:5005, tcp, 5005, 0.0.0.0, false, false",
    "tcp/127.0.0.1:5005, tcp, 5005, ::ffff:127.0.0.1, false, true",
    "tcp/[::1]:5005, tcp, 5005, ::1, false, true",
    "tcp/[0:0:0:0:0:0:0:1]:5005, tcp, 5005, ::1, false, true",
    "tcp/[::1]:5005, tcp, 5005, 127.0.0.1, false, false",
    "tcp/[fe80::1]:5005, tcp, 5005, fe80::1%eth0, false, true",
    "tcp/[fe80::1%eth1]:5005, tcp, 5005, fe80::1%eth0, false, false",
    "tcp/0.0.0.0:80, tcp, 80, ::, false, true",
    "tcp/[::]:80, tcp, 80, 0.0.0.0, false, true",
    "tcp/0.0.0.0:80, tcp, 80, 127.0.0.1, false, false",
    "tcp/0.0.0.0:80, tcp, 80, unresolved.example, false, false",
    "tcp/80, tcp, 80, unresolved.example, false, true",
    "tcp/9000-9010, tcp, 9000, ::, false, true",
    "tcp/9000-9010, tcp, 9010, ::, false, true",
    "tcp/9000-9010, tcp, 8999, ::, false, false",
    "tcp/9000-9010, tcp, 9011, ::, false, false",
    "tcp/1-65535, tcp, 65535, ::, false, true",
    "tcp/1-65535, tcp, 40000, ::, true, false",
    "tcp/7-7, tcp, 7, ::, false, true",
    "tcp/127.0.0.1:9000-9010, tcp, 9005, 127.0.0.1, false, true",
    "tcp/127.0.0.1:9000-9010, tcp, 9005, ::, false, false",
    "tcp/ephemeral, tcp, 0, ::, true, true",
    "tcp/ephemeral, tcp, 40000, ::, true, true",
    "tcp/ephemeral, tcp, 40000, ::, false, false",
    "tcp/ephemeral, udp, 40000, ::, true, false",
    "udp/ephemeral, udp, 40000, ::, true, true",
    "tcp/127.0.0.1:ephemeral, tcp, 40000, 127.0.0.1, true, true",
    "tcp/127.0.0.1:ephemeral, tcp, 40000, ::, true, false",
    "tcp/*, tcp, 1, ::, false, true",
    "tcp/*, tcp, 40000, ::, true, true",
    "tcp/*, udp, 1, ::, false, false",
    "tcp/127.0.0.1:*, tcp, 1, 127.0.0.1, false, true",
    "tcp/127.0.0.1:*, tcp, 1, ::, false, false",
    "*, udp, 1, ::, false, true",
    "*, udp, 40000, ::, true, true",
    "unix//run/x.sock, tcp, 80, ::, false, false"
  })
  void coversAPort(
      String rule, String protocol, int number, String address, boolean ephemeral, boolean covered)
      throws RuleException {
    Door door = Door.ofPort(protocol, number, address, "public", ephemeral, "org.example.Main");

    assertThat(Rule.of(rule).covers(door)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({
    "unix//run/x.sock, /run/x.sock, true",
    "unix//run/x.sock, /run/y.sock, false",
    "unix//run/app/*.sock, /run/app/a.sock, true",
    "unix//run/app/*.sock, /run/app/b/a.sock, false",
    "unix//run/**, /run/app/b/a.sock, true",
    "unix/**, relative.sock, true",
    "unix/**, '', true",
    "unix/*, relative.sock, true",
    "unix/*, /run/x.sock, false",
    "*, /run/x.sock, true",
    "tcp/*, /run/x.sock, false",
    "tcp/127.0.0.1:*, /run/x.sock, false"
  })
  void coversAPath(String rule, String path, boolean covered) throws RuleException {
    assertThat(Rule.of(rule).covers(Door.ofPath(path, ""))).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({
    // owner and exposure of the rule, then of the door
    "org.apache.kafka.**,, org.apache.kafka.Kafka, public, true",
    "org.apache.kafka.**,, org.example.Main, public, false",
    "org.apache.kafka.**,, '', public, false",
    "**,, org.example.Main, public, true",
    "**,, '', public, false",
    ", loopback, org.example.Main, loopback, true",
    ", loopback, org.example.Main, wildcard, false",
    ", link_local, '', link_local, true",
    "org.example.*, loopback, org.example.Main, loopback, true",
    "org.example.*, loopback, org.example.Main, public, false",
    "org.example.*, loopback, com.example.Main, loopback, false"
  })
  void coversWhoAndHowFarToo(
      String owner, String exposure, String doorOwner, String doorExposure, boolean covered)
      throws RuleException {
    Rule rule = rule("tcp/9092", owner, exposure);

    assertThat(rule.covers(Door.ofPort("tcp", 9092, "10.0.0.1", doorExposure, false, doorOwner)))
        .isEqualTo(covered);
    assertThat(rule.covers(Door.ofPort("tcp", 9093, "10.0.0.1", doorExposure, false, doorOwner)))
        .isFalse();
  }

  private static Rule rule(String port, String owner, String exposure) throws RuleException {
    Rule rule = Rule.of(port);
    rule = owner == null ? rule : rule.ownedBy(owner);
    return exposure == null ? rule : rule.exposedTo(exposure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "tcp:8080          | 'tcp:8080' is no rule; did you mean 'tcp/8080'?",
        "8080              | '8080' is no rule; did you mean 'tcp/8080'?",
        "8080-8090         | '8080-8090' is no rule; did you mean 'tcp/8080-8090'?",
        "127.0.0.1:80      | '127.0.0.1:80' is no rule; did you mean 'tcp/127.0.0.1:80'?",
        "ephemeral         | 'ephemeral' is no rule; did you mean 'tcp/ephemeral'?",
        "tpc/80            | 'tpc/80' has no protocol that is known; did you mean 'tcp/80'?",
        "TCP/80            | 'TCP/80' has no protocol that is known; did you mean 'tcp/80'?",
        "tcp4/80           | 'tcp4/80' has no protocol that is known; did you mean 'tcp/80'?",
        "/run/x            | '/run/x' has no protocol that is known; did you mean 'unix//run/x'?",
        "unix:/run/x       | 'unix:/run/x' has no protocol that is known; did you mean 'unix//run/x'?",
        "unix:///run/x     | 'unix:///run/x' has no protocol that is known; did you mean 'unix//run/x'?",
        "tcp://[::1]:80    | 'tcp://[::1]:80' has no protocol that is known; did you mean 'tcp/[::1]:80'?",
        "http/80           | 'http/80' has no protocol that is known; accepted: tcp, udp, sctp or unix, in lower case",
        "tcp/0             | 'tcp/0' has a port that is none; did you mean 'tcp/ephemeral'?",
        "tcp/0080          | 'tcp/0080' has a port that is none; did you mean 'tcp/80'?",
        "tcp/ephemral      | 'tcp/ephemral' has a port that is none; did you mean 'tcp/ephemeral'?",
        "tcp/Ephemeral     | 'tcp/Ephemeral' has a port that is none; did you mean 'tcp/ephemeral'?",
        "tcp/99999         | 'tcp/99999' has a port that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "tcp/              | 'tcp/' has a port that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "tcp/-1            | 'tcp/-1' has a range that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "tcp/9000-         | 'tcp/9000-' has a range that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "tcp/9010-9000     | 'tcp/9010-9000' has a range that is none; did you mean 'tcp/9000-9010'?",
        "tcp/9000 - 9010   | 'tcp/9000 - 9010' has a range that is none; did you mean 'tcp/9000-9010'?",
        "tcp/9000-65536    | 'tcp/9000-65536' has a range that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "tcp/::1:80        | 'tcp/::1:80' has an address that is none; did you mean 'tcp/[::1]:80'?",
        "tcp/localhost:80  | 'tcp/localhost:80' has an address that is none; did you mean 'tcp/127.0.0.1:80'?",
        "tcp/*:80          | 'tcp/*:80' has an address that is none; did you mean 'tcp/80'?",
        "tcp/[127.0.0.1]:80| 'tcp/[127.0.0.1]:80' has an address that is none; accepted: an IP address such as 127.0.0.1 or [::1], not a name",
        "tcp/host:80       | 'tcp/host:80' has an address that is none; accepted: an IP address such as 127.0.0.1 or [::1], not a name",
        "tcp/127.0.0.1     | 'tcp/127.0.0.1' has a port that is none; accepted: a number from 1 to 65535, a range such as 9000-9010, ephemeral, or * for any",
        "unix/             | 'unix/' has no path; accepted: unix/PATH such as unix//run/app/*.sock",
        "everything        | 'everything' is no rule; accepted: PROTOCOL/PORT such as tcp/8080, tcp/127.0.0.1:5005, tcp/[::1]:5005, udp/9000-9010 or tcp/ephemeral, unix/PATH such as unix//run/app/*.sock, or \"*\""
      })
  void saysWhatIsWrongAndWhatMayHaveBeenMeant(String port, String message) {
    assertThatThrownBy(() -> Rule.of(port)).isInstanceOf(RuleException.class).hasMessage(message);
  }

  @Test
  void saysWhatIsWrongWithAnOwnerOrAnExposure() {
    assertThatThrownBy(() -> Rule.ANY.ownedBy("org/example/**"))
        .hasMessage("'org/example/**' is no class name; did you mean 'org.example.**'?");
    assertThatThrownBy(() -> Rule.ANY.ownedBy("the main class"))
        .hasMessage(
            "'the main class' is no class name; accepted: a class name or a pattern such as"
                + " org.apache.kafka.**");
    assertThatThrownBy(() -> Rule.ANY.ownedBy("")).hasMessageStartingWith("'' is no class name");
    assertThatThrownBy(() -> Rule.ANY.exposedTo("link-local"))
        .hasMessage("'link-local' is no exposure; did you mean 'link_local'?");
    assertThatThrownBy(() -> Rule.ANY.exposedTo("everywhere"))
        .hasMessage(
            "'everywhere' is no exposure; accepted: one of loopback, link_local, private, public,"
                + " wildcard, unix");
  }

  @Test
  void whatIsVeryLongIsCut() {
    assertThatThrownBy(() -> Rule.of("tcp/" + "1".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(300));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp/8080,,, tcp/8080",
    "tcp/[::1]:8080,,, '\"tcp/[::1]:8080\"'",
    "tcp/ephemeral,, loopback, '{ port: tcp/ephemeral, exposure: loopback }'",
    "*,, loopback, '{ port: \"*\", exposure: loopback }'",
    "tcp/9092, org.apache.kafka.**,, '{ port: tcp/9092, owner: org.apache.kafka.** }'",
    "tcp/9092, **.Main, public, '{ port: tcp/9092, owner: \"**.Main\", exposure: public }'",
    "'unix//a \"b\\*\u00e9',,, '\"unix//a \\\"b\\\\*\\u00e9\"'"
  })
  void isWrittenAsYamlReadsIt(String port, String owner, String exposure, String text)
      throws RuleException {
    assertThat(rule(port, owner, exposure)).hasToString(text);
  }

  @Test
  void ofADoorCoversThatDoor() {
    assertThat(Rule.of(Door.ofPort("tcp", 80, "::", "wildcard", false, "Main")))
        .hasToString("tcp/80");
    assertThat(Rule.of(Door.ofPort("tcp", 40000, "127.0.0.1", "loopback", true, "Main")))
        .hasToString("{ port: tcp/ephemeral, exposure: loopback }");
    assertThat(Rule.of(Door.ofPath("/run/*.sock", "Main")))
        .hasToString("\"unix//run/\\\\*.sock\"")
        .matches(rule -> rule.covers(Door.ofPath("/run/*.sock", "")))
        .matches(rule -> !rule.covers(Door.ofPath("/run/a.sock", "")));
    assertThat(Rule.of(Door.ofPath("", "Main"))).isNull();
  }

  @Test
  void areOrderedByProtocolAndPort() throws RuleException {
    List<Rule> rules = new ArrayList<>();
    for (String port :
        List.of("*", "unix//b", "unix//a", "udp/1", "tcp/*", "tcp/ephemeral", "tcp/65535")) {
      rules.add(Rule.of(port));
    }
    rules.add(Rule.of("tcp/90"));
    rules.add(Rule.of("tcp/100"));
    rules.add(Rule.of("tcp/80-100"));
    rules.add(Rule.of("tcp/80").exposedTo("loopback"));
    Collections.shuffle(rules, new java.util.Random(1));
    Collections.sort(rules);

    assertThat(rules)
        .extracting(Rule::toString)
        .containsExactly(
            "tcp/80-100",
            "{ port: tcp/80, exposure: loopback }",
            "tcp/90",
            "tcp/100",
            "tcp/65535",
            "tcp/ephemeral",
            "tcp/*",
            "udp/1",
            "unix//a",
            "unix//b",
            "\"*\"");
  }
}
