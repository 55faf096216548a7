package io.porteiro.agent.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.porteiro.agent.bootstrap.AgentErrors;
import io.porteiro.agent.config.AgentOptions;
import io.porteiro.agent.inventory.SampleInventory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatchTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final AtomicInteger reconciliations = new AtomicInteger();
  private final SampleInventory inventory = new SampleInventory(10, false);

  @Test
  void oneOfAKindIsSaidOnceWithItsService() throws IOException {
    PolicyWatch watch = watch(judging("warn"));
    inventory.listen("tcp/513").stopListening("tcp/513").listen("tcp/513").listen("udp/513");
    watch.finish();
    watch.finish();

    assertThat(said.toString(UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("porteiro: "))
        .allMatch(line -> line.endsWith("): no rule is near"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("tcp/513 on 127.0.0.1", ", service login)"),
            line -> assertThat(line).contains("udp/513 on 127.0.0.1", ", service who)"));
  }

  @Test
  void whatDenyingCouldNotStopIsSaidAndWhatIsObservedIsNot() throws IOException {
    PolicyWatch deny = watch(judging("deny"));
    inventory.listen("tcp/513");
    deny.finish();
    assertThat(said.toString(UTF_8)).contains("tcp/513");

    said.reset();
    PolicyWatch observe = watch(judging("observe"));
    inventory.listen("udp/513");
    observe.finish();
    deny.finish();
    assertThat(said.toString(UTF_8).lines()).as("of the first").hasSize(1);
  }

  @Test
  void whatWasSaidIsInOneLineWhateverItsName() throws IOException {
    PolicyWatch watch = watch(judging("warn"));
    inventory.listen("unix//run/a\nporteiro: b");
    watch.finish();

    assertThat(said.toString(UTF_8).lines()).singleElement().asString().contains("a?porteiro: b");
  }

  @Test
  void whatListensIsLearnedWithWhatNoHookSaw() throws IOException {
    Path file = folder.resolve("learned.yaml");
    PolicyWatch watch = watch("policy.learn=" + file);
    inventory.listen("tcp/513").stopListening("tcp/513");
    watch.finish();

    assertThat(file).content().contains("port: tcp/513").contains("service login");
    assertThat(reconciliations).hasValue(1);
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsSaidOnceAndKept() throws IOException {
    Path file = folder.resolve("no/learned.yaml");
    PolicyWatch watch = watch("policy.learn=" + file);
    inventory.listen("tcp/513");
    watch.finish();
    inventory.listen("udp/513");
    watch.finish();
    assertThat(said.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("porteiro: policy.learn: " + file + " was not written: ");

    Files.createDirectory(file.getParent());
    inventory.listen("unix//run/x.sock");
    watch.finish();
    assertThat(file).content().contains("tcp/513", "udp/513", "unix//run/x.sock");
  }

  @Test
  void itWorksUntilItIsInterrupted() throws Exception {
    PolicyWatch watch = watch(judging("warn"));
    Thread thread = new Thread(watch::run);
    thread.start();
    inventory.listen("tcp/513");
    await().until(() -> said.toString(UTF_8).endsWith("\n"));
    thread.interrupt();
    thread.join(10_000);

    assertThat(thread.isAlive()).isFalse();
    assertThat(watch.isConfigValid()).isTrue();
    assertThat(AgentErrors.counts()).containsEntry("policy", 0L);
  }

  private String judging(String mode) throws IOException {
    Path file = folder.resolve(mode + ".yaml");
    Files.writeString(file, "policy: {mode: " + mode + ", expected: []}\n");
    return "config=" + file;
  }

  private PolicyWatch watch(String argument) {
    PrintStream out = new PrintStream(said, true, UTF_8);
    AgentOptions options = AgentOptions.read(argument, out);
    PolicyWatch watch =
        new PolicyWatch(
            options,
            reconciliations::incrementAndGet,
            inventory::admit,
            ports -> Map.of("tcp/513", "login", "udp/513", "who"),
            () -> out);
    inventory.admit(options.policy()).observedBy(watch);
    return watch;
  }
}
