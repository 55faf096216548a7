package io.porteiro.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {

  private static final long SECOND = 1_000_000_000L;

  /** So that it overflows soon. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  @TempDir private Path folder;

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final Properties properties = new Properties();
  private Path file;
  private long now = START;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("p.yaml");
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/80]}\n");
  }

  @Test
  void nothingIsReadBeforeItIsTime() throws IOException {
    ConfigWatch watch = watch();
    Files.writeString(file, "policy: {mode: warn, expected: [tcp/81]}\n");

    assertThat(after(watch, 9)).isFalse();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.DENY);
  }

  @Test
  void aChangeHoldsWhenItIsTheSameASecondLater() throws IOException {
    ConfigWatch watch = watch();
    Files.writeString(file, "policy: {mode: warn, expected: [tcp/81]}\n");

    assertThat(after(watch, 10)).isFalse();
    assertThat(after(watch, 1)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.WARN);
    assertThat(rules(watch)).containsExactly("tcp/81");
    assertThat(complaints()).isEmpty();
    assertThat(after(watch, 20)).isFalse();
  }

  @Test
  void aChangeThatNoTimeOrSizeShowsIsSeen() throws IOException {
    ConfigWatch watch = watch();
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/81]}\n");
    Files.setLastModifiedTime(file, time);

    assertThat(changed(watch)).isTrue();
    assertThat(rules(watch)).containsExactly("tcp/81");
  }

  @Test
  void aTouchIsNoChange() throws IOException {
    ConfigWatch watch = watch();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

    assertThat(changed(watch)).isFalse();
  }

  @Test
  void aFileThatIsBeingWrittenIsNotReadByHalves() throws IOException {
    ConfigWatch watch = watch();
    Files.writeString(file, "");
    assertThat(after(watch, 10)).isFalse();
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/80]}\n");

    assertThat(after(watch, 1)).isFalse();
    assertThat(rules(watch)).containsExactly("tcp/80");

    Files.writeString(file, "policy:\n  mode: deny\n  expected:\n");
    assertThat(after(watch, 10)).isFalse();
    Files.writeString(file, "policy:\n  mode: deny\n  expected:\n    - tcp/82\n");
    assertThat(after(watch, 1)).isFalse();
    assertThat(after(watch, 1)).isTrue();
    assertThat(rules(watch)).containsExactly("tcp/82");
  }

  @Test
  void aFileThatIsReplacedIsSeen() throws IOException {
    ConfigWatch watch = watch();
    Path other = folder.resolve("other");
    Files.writeString(other, "policy: {mode: observe, expected: []}");
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(rules(watch)).isEmpty();
  }

  @Test
  void aLinkThatIsTurnedIsSeen() throws IOException {
    Path first = Files.move(file, folder.resolve("first"));
    Path second = Files.writeString(folder.resolve("second"), "policy: {expected: [tcp/2]}");
    Files.createSymbolicLink(file, first);
    ConfigWatch watch = watch();
    Files.createSymbolicLink(folder.resolve("new"), second);
    Files.move(folder.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(changed(watch)).isTrue();
    assertThat(rules(watch)).containsExactly("tcp/2");
  }

  @Test
  void aFileThatDoesNotParseKeepsTheRulesAndDeniesNothing() throws IOException {
    ConfigWatch watch = watch();
    Files.writeString(file, "policy:\n  mode: deny\n  expected:\n\t- tcp/81\n");

    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().valid()).isFalse();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.WARN);
    assertThat(rules(watch)).containsExactly("tcp/80");
    assertThat(complaints())
        .containsExactly(
            "porteiro: "
                + file
                + ":4:1: policy.expected: a tab; accepted: blanks, as YAML is indented with them;"
                + " until it is mended, the policy warns and denies nothing");
    assertThat(changed(watch)).isFalse();
    assertThat(complaints()).hasSize(1);

    Files.writeString(file, "policy: {mode: deny, expected: [tcp/81]}\n");
    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().valid()).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.DENY);
    assertThat(rules(watch)).containsExactly("tcp/81");
    assertThat(complaints()).hasSize(1);
  }

  @Test
  void aFileWithAMistakeHoldsButForIt() throws IOException {
    ConfigWatch watch = watch();
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/81, tcp/99999]}\n");

    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.WARN);
    assertThat(rules(watch)).containsExactly("tcp/81");
  }

  @Test
  void aFileThatIsGoneIsSaidOnceAndMayComeBack() throws IOException {
    ConfigWatch watch = watch();
    Files.delete(file);

    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.WARN);
    assertThat(rules(watch)).containsExactly("tcp/80");
    assertThat(changed(watch)).isFalse();
    assertThat(complaints()).singleElement().asString().contains("there is no such file");

    Files.writeString(file, "policy: {mode: deny, expected: [tcp/80]}\n");
    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.DENY);
  }

  @Test
  void aFileThatComesLateIsSeen() throws IOException {
    Files.delete(file);
    ConfigWatch watch = watch();
    assertThat(watch.options().policy().judges()).isFalse();
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/80]}\n");

    assertThat(changed(watch)).isTrue();
    assertThat(rules(watch)).containsExactly("tcp/80");
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.DENY);
  }

  @Test
  void theNearerSourceStillWins() throws IOException {
    properties.setProperty("porteiro.policy.mode", "warn");
    ConfigWatch watch = watch();
    Files.writeString(file, "policy: {mode: deny, expected: [tcp/81]}\n");

    assertThat(changed(watch)).isTrue();
    assertThat(watch.options().policy().mode()).isEqualTo(Mode.WARN);
  }

  @Test
  void withoutAFileThereIsNothingToWatch() {
    AgentOptions options = AgentOptions.read("", properties, Map.of(), stream());
    ConfigWatch watch = new ConfigWatch(options, now);

    assertThat(changed(watch)).isFalse();
    assertThat(watch.options()).isSameAs(options);
  }

  private ConfigWatch watch() {
    AgentOptions options = AgentOptions.read("config=" + file, properties, Map.of(), stream());
    complaints.reset();
    return new ConfigWatch(options, now);
  }

  private boolean changed(ConfigWatch watch) {
    boolean changed = false;
    for (int i = 0; i < 12; i++) {
      changed |= after(watch, 1);
    }
    return changed;
  }

  private boolean after(ConfigWatch watch, int seconds) {
    now += seconds * SECOND;
    return watch.poll(now, stream());
  }

  private static List<String> rules(ConfigWatch watch) {
    return watch.options().policy().rules().stream().map(Rule::toString).toList();
  }

  private PrintStream stream() {
    return new PrintStream(complaints, true, UTF_8);
  }

  private List<String> complaints() {
    return complaints.toString(UTF_8).lines().toList();
  }
}
