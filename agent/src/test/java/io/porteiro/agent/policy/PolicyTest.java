package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static final Door TELEMETRY =
      Door.ofPort("tcp", 31337, "0.0.0.0", "wildcard", false, "org.example.Telemetry");

  @Test
  void withoutAListNothingIsJudged() {
    assertThat(Policy.NONE.judges()).isFalse();
    assertThat(Policy.NONE.rules()).isEmpty();
    assertThat(Policy.NONE.mode()).isEqualTo(Mode.OBSERVE);
    Verdict verdict = Policy.of(Mode.DENY, null).judge(TELEMETRY);
    assertThat(verdict.isExpected()).isTrue();
    assertThat(verdict.rule()).isNull();
    assertThat(verdict.message()).isEmpty();
    assertThat(verdict.nearMiss()).isEmpty();
  }

  @Test
  void withAnEmptyListNothingIsExpected() {
    Policy policy = Policy.of(Mode.DENY, List.of());

    assertThat(policy.judges()).isTrue();
    assertThat(policy.judge(TELEMETRY).isExpected()).isFalse();
    assertThat(policy.judge(TELEMETRY).nearMiss()).isEqualTo("no rule is near");
  }

  @Test
  void anyRuleMakesADoorExpectedWhateverTheOrder() throws RuleException {
    Rule narrow = Rule.of("tcp/127.0.0.1:31337");
    Rule other = Rule.of("tcp/31337").ownedBy("com.example.**");
    Rule wide = Rule.of("tcp/1-65535");

    for (List<Rule> rules :
        List.of(List.of(narrow, other, wide), List.of(wide, other, narrow), List.of(wide))) {
      Verdict verdict = Policy.of(Mode.DENY, rules).judge(TELEMETRY);
      assertThat(verdict.isExpected()).isTrue();
      assertThat(verdict.rule()).isEqualTo(wide);
    }
    assertThat(Policy.of(Mode.DENY, List.of(narrow, other)).judge(TELEMETRY).isExpected())
        .isFalse();
  }

  @Test
  void theRuleThatCoversIsNamed() throws RuleException {
    Policy policy = policy("tcp/*", "tcp/31337");

    assertThat(policy.judge(TELEMETRY).rule()).hasToString("tcp/31337");
  }

  @Test
  void whatIsNotExpectedIsSaidInOneLine() {
    Policy policy = Policy.of(Mode.WARN, List.of());

    assertThat(policy.judge(TELEMETRY).message())
        .isEqualTo("tcp/31337 on 0.0.0.0 is not expected (owner org.example.Telemetry)");
    assertThat(policy.judge(TELEMETRY.ownedBy("")).message())
        .isEqualTo("tcp/31337 on 0.0.0.0 is not expected (owner unknown)");
    assertThat(policy.judge(Door.ofPort("udp", 0, "::", "wildcard", true, "Main")).message())
        .isEqualTo("udp/ephemeral on :: is not expected (owner Main)");
    assertThat(policy.judge(Door.ofPort("udp", 4711, "::", "wildcard", true, "Main")).message())
        .isEqualTo("udp/4711 on :: is not expected (owner Main)");
    assertThat(policy.judge(Door.ofPath("/run/x.sock", "Main")).message())
        .isEqualTo("unix//run/x.sock is not expected (owner Main)");
  }

  @Test
  void theRuleThatNearlyCoversIsSaid() throws RuleException {
    assertNear("another address", Rule.of("tcp/127.0.0.1:31337"));
    assertNear("another protocol", Rule.of("udp/31337"));
    assertNear("another protocol", Rule.of("udp/31000-32000"));
    assertNear("another owner", Rule.of("tcp/31337").ownedBy("com.example.**"));
    assertNear("another exposure", Rule.of("*").exposedTo("loopback"));
    assertNear("another port", Rule.of("tcp/80").ownedBy("org.example.*"));
  }

  private static void assertNear(String difference, Rule rule) throws RuleException {
    Verdict verdict =
        Policy.of(Mode.WARN, List.of(Rule.of("tcp/1"), rule, Rule.of("udp/2"))).judge(TELEMETRY);

    assertThat(verdict.isExpected()).isFalse();
    assertThat(verdict.rule()).isEqualTo(rule);
    assertThat(verdict.nearMiss())
        .isEqualTo("the nearest rule, " + rule + ", is for " + difference);
  }

  @Test
  void theNearestOfSeveralIsTheOneWithTheLeastDifference() throws RuleException {
    Policy policy =
        Policy.of(
            Mode.WARN,
            List.of(
                Rule.of("tcp/80").ownedBy("org.example.*"),
                Rule.of("udp/31337"),
                Rule.of("tcp/31337").ownedBy("com.example.Main"),
                Rule.of("tcp/127.0.0.1:31337"),
                Rule.of("tcp/127.0.0.2:31337")));

    assertThat(policy.judge(TELEMETRY).rule()).isEqualTo(Rule.of("tcp/127.0.0.1:31337"));
  }

  @Test
  void whatSaysTooLittleIsNotNear() throws RuleException {
    Policy policy = policy("udp/*", "udp/ephemeral", "tcp/80", "unix/**");

    assertThat(policy.judge(TELEMETRY).rule()).isNull();
  }

  @Test
  void anOwnerIsAskedForWhereARuleNamesOne() throws RuleException {
    assertThat(Policy.NONE.asksForOwner()).isFalse();
    assertThat(policy("tcp/80", "*").asksForOwner()).isFalse();
    assertThat(
            Policy.of(Mode.WARN, List.of(Rule.of("tcp/80"), Rule.of("tcp/81").ownedBy("Main")))
                .asksForOwner())
        .isTrue();
  }

  @Test
  void theListIsCopied() throws RuleException {
    List<Rule> rules = new ArrayList<>(List.of(Rule.of("tcp/80")));
    Policy policy = Policy.of(Mode.WARN, rules);
    rules.clear();

    assertThat(policy.rules()).hasSize(1);
  }

  @Test
  void modesHaveNames() {
    assertThat(Mode.labels()).containsExactly("observe", "warn", "deny");
    assertThat(Mode.of("deny")).isEqualTo(Mode.DENY);
    assertThat(Mode.of("DENY")).isNull();
  }

  private static Policy policy(String... ports) throws RuleException {
    List<Rule> rules = new ArrayList<>();
    for (String port : ports) {
      rules.add(Rule.of(port));
    }
    return Policy.of(Mode.WARN, rules);
  }
}
