package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration file, as users meet it: checked by the tool, and given to the agent. */
class CheckIT {

  @TempDir Path folder;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream();
  }

  @Test
  void aFileWithoutAMistakeIsSummedUp() throws IOException {
    Path file = write("port: 9600\npolicy: {mode: warn, expected: [tcp/80]}\n");

    Tool tool = Tool.porteiro("check", file.toString());
    assertThat(tool.err()).isEmpty();
    assertThat(tool.out())
        .isEqualTo(file + ": no mistake\nkeys: port, policy\npolicy: warn, 1 rule\n");
    assertThat(tool.exit()).isZero();
  }

  @Test
  void everyMistakeIsNamed() throws IOException {
    Path file = write("prot: 9600\npolicy:\n  expected: [tcp/80]\n\tmode: warn\n");

    Tool tool = Tool.porteiro("check", file.toString());
    assertThat(tool.out()).isEmpty();
    assertThat(tool.err())
        .isEqualTo(
            file
                + ":1:1: prot: there is no such key; did you mean 'port'?\n"
                + file
                + ":4:1: policy.expected: a tab; accepted: blanks, as YAML is indented with them\n");
    assertThat(tool.exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theAgentReadsAFile(Jdk jdk) throws IOException {
    Path port = folder.resolve("port");
    Path file = write("portFile: " + port + "\nservices: {tcp/1: a}\npolicy: {expected: []}\n");
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agent("0:" + file)
            .main("io.porteiro.apps.EchoServer", "ServerSocket")
            .start()) {
      jvm.await("the file", () -> Files.exists(port));
      Scrape scrape = Scrape.of(Integer.parseInt(Files.readString(port).trim()));
      assertThat(scrape.value("porteiro_config_valid")).isEqualTo(1);
      assertThat(scrape.agentErrors()).isZero();
      jvm.await("a line about it", () -> jvm.err().contains("\n"));
      assertThat(jvm.err().lines()).singleElement().asString().contains("metrics at");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aMistakeIsSaidOnceAndTheApplicationRuns(Jdk jdk) throws IOException {
    Path port = folder.resolve("port");
    Path file = write("portFile: " + port + "\npolicy:\n  mode: deny\n  expected: [tcp/x]\n");
    try (Jvm jvm =
        Jvm.on(jdk)
            .bare()
            .agent("port=0,config=" + file)
            .main("io.porteiro.apps.EchoServer", "ServerSocket")
            .start()) {
      jvm.listening();
      jvm.await("the file", () -> Files.exists(port));
      Scrape scrape = Scrape.of(Integer.parseInt(Files.readString(port).trim()));
      assertThat(scrape.value("porteiro_config_valid")).isZero();
      assertThat(scrape.agentErrors()).isZero();
      jvm.await("three lines", () -> jvm.err().lines().count() >= 3);
      assertThat(jvm.err().lines())
          .satisfiesExactlyInAnyOrder(
              line ->
                  assertThat(line)
                      .startsWith("porteiro: " + file + ":4:14: policy.expected: 'tcp/x'")
                      .endsWith("; until it is mended, the policy warns and denies nothing"),
              // as nothing is on the list
              line -> assertThat(line).startsWith("porteiro: tcp/").contains(" is not expected "),
              line -> assertThat(line).contains("metrics at"));
    }
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("porteiro.yaml"), text);
  }
}
