package io.porteiro.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileWithoutAMistakeIsSummedUp() throws IOException {
    Path file =
        file("port: 9600\nservices: {tcp/1: a}\npolicy:\n  mode: deny\n  expected: [tcp/1, udp/2]");

    assertThat(check(file.toString())).isZero();
    assertThat(out)
        .hasToString(file + ": no mistake\nkeys: port, services, policy\npolicy: deny, 2 rules\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFileWithoutAPolicyIsSummedUpToo() throws IOException {
    assertThat(check(file("").toString())).isZero();
    assertThat(out.toString()).endsWith("keys: none\npolicy: none, nothing is judged\n");
  }

  @Test
  void everyMistakeIsNamedInALineOfItsOwn() throws IOException {
    Path file = file("prot: 9600\npolicy:\n  mode: deni\n  expected:\n    - tcp/1\n    - tcp/x\n");

    assertThat(check(file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            file + ":1:1: prot: there is no such key; did you mean 'port'?",
            file + ":3:9: policy.mode: 'deni' is no mode; did you mean 'deny'?",
            file
                + ":6:7: policy.expected: 'tcp/x' has a port that is none; accepted: a number from 1"
                + " to 65535, a range such as 9000-9010, ephemeral, or * for any");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void mistakesByTheThousandAreCounted() throws IOException {
    Path file = file("policy:\n  expected:\n" + "    - x\n".repeat(1_500));

    assertThat(check(file.toString())).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1_001).endsWith("and 500 more");
  }

  @Test
  void aFileThatIsNotThereIsAMistake() {
    assertThat(check(folder + "/none.yaml")).isEqualTo(2);
    assertThat(err).hasToString(folder + "/none.yaml: there is no such file\n");
  }

  @Test
  void aFileMustBeNamed() {
    assertThat(check()).isEqualTo(2);
    assertThat(err.toString()).startsWith("porteiro: Missing required parameter: 'FILE'");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("c.yaml"), text);
  }

  private int check(String... files) {
    String[] arguments = new String[files.length + 1];
    arguments[0] = "check";
    System.arraycopy(files, 0, arguments, 1, files.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
