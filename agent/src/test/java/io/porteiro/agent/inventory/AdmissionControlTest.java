package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import io.porteiro.agent.policy.Rule;
import io.porteiro.agent.policy.RuleException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {

  private static final Endpoint LOGIN = tcp("127.0.0.1", 513);

  private final Inventory inventory = new Inventory(1, false, ports -> Map.of(), NoKernel.SOCKETS);
  private final AdmissionControl admission = inventory.admission();
  private int descriptor = 3;

  @Test
  void withoutAPolicyNothingIsJudged() {
    assertThat(admission.judges()).isFalse();
    assertThat(admission.denies()).isFalse();
    assertThat(admission.refusal(LOGIN, AdmissionControlTest::nobodyAsks)).isNull();
    assertThat(open(LOGIN).isUnexpected()).isFalse();
    assertThat(port("513").isJudged()).isFalse();
  }

  @Test
  void onlyDenyingRefuses() throws RuleException {
    for (Mode mode : Mode.values()) {
      inventory.admit(policy(mode, "tcp/514"));

      assertThat(admission.denies()).isEqualTo(mode == Mode.DENY);
      assertThat(admission.refusal(LOGIN, () -> "org.example.Login"))
          .isEqualTo(
              mode == Mode.DENY
                  ? "porteiro: tcp/513 on 127.0.0.1 is not expected (owner org.example.Login)"
                  : null);
    }
  }

  @Test
  void whoBindsIsOnlyLookedForWhenARuleAsks() throws RuleException {
    inventory.admit(policy(Mode.DENY, "tcp/513"));
    assertThat(admission.refusal(LOGIN, AdmissionControlTest::nobodyAsks)).isNull();

    inventory.admit(Policy.of(Mode.DENY, List.of(Rule.of("tcp/513").ownedBy("org.example.*"))));
    assertThat(admission.refusal(LOGIN, () -> "org.example.Login")).isNull();
    assertThat(admission.refusal(LOGIN, () -> "com.example.Login")).isNotNull();
  }

  @Test
  void whatIsNotExpectedIsCountedOnceAndShownAsLongAsItIsOpen() throws RuleException {
    inventory.admit(policy(Mode.OBSERVE, "tcp/127.0.0.2:513"));
    open(tcp("127.0.0.2", 513));
    assertThat(port("513").isUnexpected()).isFalse();

    Listener listener = open(LOGIN);
    assertThat(port("513").isUnexpected()).isTrue();
    listener.close();
    assertThat(port("513").isUnexpected()).isFalse();
    assertThat(port("513").unexpectedBinds()).isEqualTo(1);
    assertThat(port("513").isJudged()).isTrue();
  }

  @Test
  void aNewPolicyJudgesWhatIsThereButCountsNoBind() throws RuleException {
    List<String> told = new ArrayList<>();
    inventory.add(observer(told));
    Listener listener = open(LOGIN);
    inventory.admit(policy(Mode.OBSERVE, "tcp/514"));
    inventory.admit(policy(Mode.WARN, "tcp/515"));
    assertThat(listener.isUnexpected()).isTrue();
    assertThat(port("513").unexpectedBinds()).isZero();

    inventory.admit(policy(Mode.OBSERVE, "tcp/513"));
    assertThat(listener.isUnexpected()).isFalse();
    listener.close();
    listener.close();
    assertThat(told)
        .containsExactly(
            "opened tcp/513 as expected",
            "became unexpected tcp/513 unexpected",
            "closed tcp/513 as expected");
  }

  @Test
  void theAgentsOwnAndTheJvmsOwnAreAlwaysExpected() throws RuleException {
    inventory.admit(policy(Mode.DENY));
    Endpoint attach = Endpoint.ofPath("/tmp/.java_pid4711");

    assertThat(inventory.open(LOGIN, 3, 50, true, Owner.NOBODY).isUnexpected()).isFalse();
    assertThat(open(attach).isUnexpected()).isFalse();
    assertThat(admission.refusal(attach, AdmissionControlTest::nobodyAsks)).isNull();
    assertThat(open(Endpoint.ofPath("/tmp/other")).isUnexpected()).isTrue();
  }

  /** A file whose name only begins like the JVM's is not the JVM's. */
  @Test
  void whatIsNamedAlmostLikeTheJvmsIsJudged() throws RuleException {
    inventory.admit(policy(Mode.OBSERVE));

    assertThat(open(Endpoint.ofPath("/tmp/.java_pid4711.tmp")).isUnexpected()).isFalse();
    assertThat(open(Endpoint.ofPath("/tmp/.java_pid_4711.sock")).isUnexpected()).isTrue();
    assertThat(open(Endpoint.ofPath("/tmp/.java_pid4711/x")).isUnexpected()).isTrue();
  }

  @Test
  void aDatagramSocketIsJudgedByWhereItWasBound() throws RuleException {
    inventory.admit(policy(Mode.OBSERVE, "udp/0.0.0.0:513"));
    Listener listener = open(Endpoint.ofDatagram(new InetSocketAddress("0.0.0.0", 513), false));
    listener.moved(Endpoint.ofDatagram(new InetSocketAddress("127.0.0.1", 513), false));
    inventory.admit(policy(Mode.OBSERVE, "udp/0.0.0.0:513"));

    assertThat(listener.isUnexpected()).isFalse();
    assertThat(listener.endpoint().address).isEqualTo("127.0.0.1");
  }

  /** That it asked for no number is a guess by the range that the number is from. */
  @Test
  void theNumberOfADatagramSocketThatNoHookSawCounts() throws RuleException {
    Endpoint guessed = Endpoint.ofDatagram(new InetSocketAddress("127.0.0.1", 51820), true);
    Owner somebody = Owner.ofCall(true, null);
    inventory.admit(policy(Mode.OBSERVE, "udp/51820"));
    assertThat(open(guessed).isUnexpected()).isFalse();
    assertThat(inventory.open(guessed, 9, 0, false, somebody).isUnexpected()).isTrue();

    inventory.admit(policy(Mode.OBSERVE, "udp/ephemeral"));
    assertThat(open(guessed).isUnexpected()).isFalse();
  }

  @Test
  void whatRemainsUnexpectedIsToldAsThat() throws RuleException {
    List<String> told = new ArrayList<>();
    inventory.add(
        new ListenerObserver() {
          @Override
          public void opened(Protocol protocol, String port, ListenerSnapshot listener) {}

          @Override
          public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
            told.add("became");
          }

          @Override
          public void remainsUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
            told.add("remains");
          }

          @Override
          public void closed(Protocol protocol, String port, ListenerSnapshot listener) {}
        });
    Listener listener = open(LOGIN);
    inventory.admit(policy(Mode.OBSERVE));
    inventory.admit(policy(Mode.WARN));
    listener.close();
    inventory.admit(policy(Mode.WARN, "tcp/1"));

    assertThat(told).containsExactly("became", "remains");
  }

  /** Its hook was faster than whoever found it in the system's list. */
  @Test
  void whatCannotBeEnteredIsNeitherListedNorCountedNorTold() throws RuleException {
    List<String> told = new ArrayList<>();
    inventory.add(observer(told));
    inventory.admit(policy(Mode.OBSERVE));

    assertThat(inventory.open(LOGIN, 3, 50, false, Owner.NOBODY, listener -> false)).isNull();
    assertThat(port("513").listeners()).isEmpty();
    assertThat(port("513").unexpectedBinds()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsClosedWhileItIsListedIsNotListed() {
    inventory.open(
        LOGIN,
        3,
        50,
        false,
        Owner.NOBODY,
        listener -> {
          listener.close();
          return true;
        });

    assertThat(port("513").listeners()).isEmpty();
  }

  @Test
  void aFoldedPortCountsForTheOneThatStandsForIt() throws RuleException {
    inventory.admit(policy(Mode.OBSERVE, "tcp/513"));
    open(LOGIN);
    open(tcp("127.0.0.1", 514));
    PortSnapshot other =
        inventory.snapshot().bounded().stream()
            .filter(port -> port.port().equals("other"))
            .findFirst()
            .orElseThrow();

    assertThat(other.isUnexpected()).isTrue();
    assertThat(other.unexpectedBinds()).isEqualTo(1);
  }

  /** What goes wrong with one observer is neither the listener's nor another observer's. */
  @Test
  void anObserverThatThrowsDoesNoHarm() {
    List<String> told = new ArrayList<>();
    inventory.add(
        new ListenerObserver() {
          @Override
          public void opened(Protocol protocol, String port, ListenerSnapshot listener) {
            throw new IllegalStateException();
          }

          @Override
          public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
            throw new IllegalStateException();
          }

          @Override
          public void closed(Protocol protocol, String port, ListenerSnapshot listener) {
            throw new IllegalStateException();
          }
        });
    ListenerObserver second = observer(told);
    inventory.add(second);
    open(LOGIN).close();
    inventory.remove(second);
    open(LOGIN);

    assertThat(told).containsExactly("opened tcp/513 as expected", "closed tcp/513 as expected");
    assertThat(port("513").listeners()).hasSize(1);
  }

  private static ListenerObserver observer(List<String> told) {
    return new ListenerObserver() {
      @Override
      public void opened(Protocol protocol, String port, ListenerSnapshot listener) {
        tell("opened", protocol, port, listener);
      }

      @Override
      public void becameUnexpected(Protocol protocol, String port, ListenerSnapshot listener) {
        tell("became unexpected", protocol, port, listener);
      }

      @Override
      public void closed(Protocol protocol, String port, ListenerSnapshot listener) {
        tell("closed", protocol, port, listener);
      }

      private void tell(String what, Protocol protocol, String port, ListenerSnapshot listener) {
        told.add(
            what
                + ' '
                + protocol.label()
                + '/'
                + port
                + (listener.isUnexpected() ? " unexpected" : " as expected"));
      }
    };
  }

  private static String nobodyAsks() {
    throw new AssertionError("somebody asks who binds");
  }

  private static Policy policy(Mode mode, String... rules) throws RuleException {
    List<Rule> all = new ArrayList<>();
    for (String rule : Arrays.asList(rules)) {
      all.add(Rule.of(rule));
    }
    return Policy.of(mode, all);
  }

  private Listener open(Endpoint endpoint) {
    return inventory.open(endpoint, descriptor++, 50, false, Owner.NOBODY);
  }

  private PortSnapshot port(String label) {
    return inventory.snapshot().port("tcp", label);
  }

  private static Endpoint tcp(String address, int port) {
    return Endpoint.ofStream(new InetSocketAddress(address, port), false);
  }
}
