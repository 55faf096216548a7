package io.porteiro.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Policies by chance, against a matcher that reads each rule anew with regular expressions. */
class RandomPoliciesTest {

  private static final String[] PROTOCOLS = {"tcp", "udp", "sctp"};
  private static final String[] ADDRESSES = {
    "127.0.0.1", "10.1.2.3", "0.0.0.0", "::", "::1", "2001:db8::1", "0:0:0:0:0:0:0:1"
  };
  private static final String[] PATHS = {"/run/a.sock", "/run/app/a.sock", "/run/app/b", "x"};
  private static final String[] GLOBS = {"/run/*.sock", "/run/**", "**", "*", "/run/?pp/b"};
  private static final String[] CLASSES = {"org.a.Main", "org.a.b.Server", "com.Main", ""};
  private static final String[] OWNERS = {"org.**", "org.*.Main", "**.Main", "com.Main", "**"};

  private final Random random = new Random(31337);

  @Test
  void judgeAsANaiveMatcherDoes() throws Exception {
    int[] count = new int[2];
    for (int i = 0; i < 2_000; i++) {
      List<String[]> written = new ArrayList<>();
      List<Rule> rules = new ArrayList<>();
      for (int n = random.nextInt(9); n > 0; n--) {
        String[] rule = {port(), random.nextInt(3) == 0 ? of(OWNERS) : null, exposureOrNull()};
        written.add(rule);
        rules.add(rule(rule));
      }
      Policy policy = Policy.of(Mode.WARN, rules);
      for (int d = 0; d < 20; d++) {
        assertSame(policy, written, count);
      }
    }
    assertThat(count[0]).isGreaterThan(2_000);
    assertThat(count[1]).isGreaterThan(2_000);
  }

  private void assertSame(Policy policy, List<String[]> written, int[] count) throws Exception {
    boolean unix = random.nextInt(5) == 0;
    String protocol = unix ? "unix" : of(PROTOCOLS);
    boolean ephemeral = !unix && random.nextInt(5) == 0;
    String number = Integer.toString(1 + random.nextInt(12));
    String address = of(unix ? PATHS : ADDRESSES);
    String exposure = unix ? "unix" : of("loopback", "private", "wildcard");
    String owner = of(CLASSES);
    Door door =
        unix
            ? Door.ofPath(address, owner)
            : Door.ofPort(protocol, Integer.parseInt(number), address, exposure, ephemeral, owner);
    boolean expected = false;
    for (String[] rule : written) {
      expected |=
          (rule[1] == null || !owner.isEmpty() && glob(rule[1], owner, '.'))
              && (rule[2] == null || rule[2].equals(exposure))
              && isThere(rule[0], protocol, ephemeral, number, address);
    }

    Verdict verdict = policy.judge(door);
    assertThat(verdict.isExpected()).as(() -> policy.rules() + " " + door).isEqualTo(expected);
    assertThat(verdict.rule() != null && verdict.rule().covers(door)).isEqualTo(expected);
    count[expected ? 1 : 0]++;
  }

  private static boolean isThere(
      String rule, String protocol, boolean ephemeral, String number, String address)
      throws UnknownHostException {
    if (rule.equals("*")) {
      return true;
    }
    Matcher parts = Pattern.compile("(\\w+)/(?:\\[?([^/]*?)]?:)?([^:]*)").matcher(rule);
    if (rule.startsWith("unix/")) {
      return protocol.equals("unix") && glob(rule.substring(5), address, '/');
    }
    assertThat(parts.matches()).as(rule).isTrue();
    String port = parts.group(3);
    boolean numberIsRight =
        port.equals("*")
            || (ephemeral
                ? port.equals("ephemeral")
                : port.matches("\\d+")
                    ? port.equals(number)
                    : port.contains("-")
                        && Integer.parseInt(port.split("-")[0]) <= Integer.parseInt(number)
                        && Integer.parseInt(port.split("-")[1]) >= Integer.parseInt(number));
    return parts.group(1).equals(protocol)
        && numberIsRight
        && (parts.group(2) == null || isSame(parts.group(2), address));
  }

  private static boolean isSame(String a, String b) throws UnknownHostException {
    InetAddress one = InetAddress.getByName(a);
    InetAddress other = InetAddress.getByName(b);
    return one.equals(other) || one.isAnyLocalAddress() && other.isAnyLocalAddress();
  }

  private static boolean glob(String pattern, String name, char separator) {
    String other = separator == '/' ? "" : "\u0000";
    return Pattern.matches(
        GlobTest.regex(pattern.replace('.', separator == '.' ? '/' : '.') + other),
        name.replace('.', separator == '.' ? '/' : '.') + other);
  }

  private static Rule rule(String[] written) throws RuleException {
    Rule rule = Rule.of(written[0]);
    rule = written[1] == null ? rule : rule.ownedBy(written[1]);
    return written[2] == null ? rule : rule.exposedTo(written[2]);
  }

  private String port() {
    if (random.nextInt(12) == 0) {
      return "*";
    }
    if (random.nextInt(6) == 0) {
      return "unix/" + of(of(GLOBS), of(PATHS));
    }
    String address = random.nextInt(3) == 0 ? of(ADDRESSES) : "";
    int from = 1 + random.nextInt(12);
    String number =
        of(
            Integer.toString(from),
            Integer.toString(from),
            from + "-" + (from + random.nextInt(4)),
            "ephemeral",
            "*");
    if (address.isEmpty()) {
      return of(PROTOCOLS) + '/' + number;
    }
    return of(PROTOCOLS)
        + '/'
        + (address.indexOf(':') < 0 ? address : '[' + address + ']')
        + ':'
        + number;
  }

  private String exposureOrNull() {
    return random.nextInt(3) == 0 ? of("loopback", "private", "wildcard", "unix") : null;
  }

  private String of(String... values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void whatIsExpectedLeavesNoGarbage() throws RuleException {
    List<Rule> rules = new ArrayList<>();
    for (int port = 1; port <= 10_000; port++) {
      rules.add(Rule.of("tcp/" + port));
    }
    rules.add(Rule.of("tcp/127.0.0.1:20000-20100"));
    rules.add(Rule.of("tcp/30000").ownedBy("org.**.Main"));
    Policy policy = Policy.of(Mode.DENY, rules);
    Door[] doors = {
      Door.ofPort("tcp", 8080, "::", "wildcard", false, "org.a.Main"),
      Door.ofPort("tcp", 20050, "127.0.0.1", "loopback", false, "org.a.Main"),
      Door.ofPort("tcp", 30000, "127.0.0.1", "loopback", false, "org.a.Main")
    };
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    judge(policy, doors);
    long before = memory.getCurrentThreadAllocatedBytes();
    judge(policy, doors);

    // a map of the JDK's may make something once
    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static void judge(Policy policy, Door[] doors) {
    for (int i = 0; i < 10_000; i++) {
      for (Door door : doors) {
        if (!policy.judge(door).isExpected()) {
          throw new AssertionError(door.toString());
        }
      }
    }
  }
}
