package io.porteiro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.porteiro.agent.policy.Door;
import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedFileTest {

  private static final String HEAD =
      """
      # What listened while the agent was told to learn. Read it, take out what should not be, and give it
      # to the agent as its configuration.
      """;

  @TempDir private Path folder;

  private Path file;
  private LearnedFile learned;

  @BeforeEach
  void name() {
    file = folder.resolve("learned.yaml");
    learned = new LearnedFile(file.toFile());
  }

  @Test
  void writesWhatListensInOrderWithItsOwnerAndService() throws IOException {
    boolean written =
        learned.add(
            List.of(
                unix("/run/app.sock", "org.example.Control", "control"),
                port("udp", 40001, "wildcard", true, "org.example.Resolver", ""),
                port("udp", 40002, "wildcard", true, "org.example.Client", ""),
                port("udp", 513, "loopback", false, "org.example.Who", "who"),
                port("tcp", 8080, "wildcard", false, "org.example.Web", "http-alt"),
                port("tcp", 5005, "loopback", false, "", ""),
                port("tcp", 513, "private", false, "org.example.Login", "login")));

    assertThat(written).isTrue();
    assertThat(file)
        .hasContent(
            HEAD
                + """
                policy:
                  expected:
                    - { port: tcp/513, exposure: private }  # owner org.example.Login, service login
                    - { port: tcp/5005, exposure: loopback }  # owner unknown
                    - tcp/8080  # owner org.example.Web, service http-alt
                    - { port: udp/513, exposure: loopback }  # owner org.example.Who, service who
                    - udp/ephemeral  # owner org.example.Client and org.example.Resolver
                    - unix//run/app.sock  # owner org.example.Control, service control
                """);
  }

  @Test
  void isReadByTheStrictReaderAndExpectsWhatWasLearned() throws IOException {
    Random random = new Random(9513);
    List<LearnedDoor> doors = new ArrayList<>();
    List<String> exposures = List.of("loopback", "link_local", "private", "public", "wildcard");
    for (int i = 0; i < 200; i++) {
      doors.add(
          random.nextInt(4) == 0
              ? unix(path(random), "org.example.C" + i, "")
              : port(
                  random.nextBoolean() ? "tcp" : "udp",
                  1 + random.nextInt(65_535),
                  exposures.get(random.nextInt(5)),
                  random.nextInt(9) == 0,
                  "org.example.C" + i,
                  "s" + i));
      if (i % 20 == 0) {
        Collections.shuffle(doors, random);
        learned.add(doors);
      }
    }
    learned.add(doors);

    Policy policy = checked();
    assertThat(doors).allMatch(door -> policy.judge(door.door).isExpected());
    assertThat(policy.judge(Door.ofPath("/else", "")).isExpected()).isFalse();
    assertThat(policy.rules()).isSorted();
    assertThat(learned.add(doors)).isFalse();
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/");
    String characters = "ab/*?\\ #:'\"{}[],&!|>%@-\u00e9\u0007\ud83d\udeaa\t";
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      path.append(characters.charAt(random.nextInt(characters.length())));
    }
    return path.toString();
  }

  private Policy checked() {
    ConfigFile config = ConfigFile.read(file.toFile());
    assertThat(config.mistakes()).isEmpty();
    return Policy.of(Mode.DENY, config.rules());
  }

  @Test
  void whatWasThereStaysWithItsComments() throws IOException {
    Files.writeString(
        file,
        """
        port: 9600   # ours
        policy:
          mode: warn
          expected:
          # reviewed
          - tcp/100   # by me
          - port: tcp/200
            owner: "org.example.**"

          - tcp/9000-9010
          learn: other.yaml
        services:
          tcp/1: a
        """);
    learned.add(
        List.of(
            port("tcp", 9005, "wildcard", false, "A", ""),
            port("tcp", 200, "wildcard", false, "org.example.Main", ""),
            port("tcp", 150, "wildcard", false, "B", ""),
            port("tcp", 100, "loopback", false, "C", ""),
            port("tcp", 50, "wildcard", false, "D", ""),
            port("udp", 1, "wildcard", false, "E", "tcpmux")));

    assertThat(file)
        .hasContent(
            """
            port: 9600   # ours
            policy:
              mode: warn
              expected:
              # reviewed
              - tcp/50  # owner D
              - tcp/100   # by me
              - tcp/150  # owner B
              - port: tcp/200
                owner: "org.example.**"

              - tcp/9000-9010
              - udp/1  # owner E, service tcpmux
              learn: other.yaml
            services:
              tcp/1: a
            """);
    checked();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing yet\n", "port: 1", "port: 1\n", "---\nport: 1\n"})
  void aFileWithoutAPolicyGetsOne(String text) throws IOException {
    Files.writeString(file, text);
    learned.add(List.of(port("tcp", 80, "wildcard", false, "A", "")));

    assertThat(Files.readString(file)).startsWith(text.trim()).contains("    - tcp/80  # owner A");
    assertThat(checked().rules()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy:\n  expected:\n    - tcp/99999\n",
        "policy:\n  expected: [tcp/1]\n",
        "policy:\n  expected: []\n",
        "policy:\n  mode: observe\n",
        "policy: {}\n",
        "{port: 1}\n",
        "port: 1\n...\n",
        "prot: 1\n",
        "\tx",
        "\u0000"
      })
  void aFileThatIsNotUnderstoodIsLeftAlone(String text) throws IOException {
    Files.writeString(file, text);

    assertThatThrownBy(() -> learned.add(List.of(port("tcp", 80, "wildcard", false, "A", ""))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("policy.learn: " + file + " was not written: ");
    assertThat(file).hasContent(text);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    LearnedFile nowhere = new LearnedFile(new File(folder.toFile(), "none/learned.yaml"));

    assertThatThrownBy(() -> nowhere.add(List.of(port("tcp", 80, "wildcard", false, "A", ""))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none/learned.yaml was not written");
  }

  @Test
  void nothingNewIsNotWritten() throws IOException {
    assertThat(learned.add(List.of())).isFalse();
    assertThat(file).doesNotExist();
    assertThat(learned.add(List.of(unix("", "A", "")))).isFalse();
    assertThat(file).doesNotExist();

    List<LearnedDoor> doors = List.of(port("tcp", 80, "wildcard", false, "A", ""));
    assertThat(learned.add(doors)).isTrue();
    assertThat(learned.add(doors)).isFalse();
    assertThat(learned.add(List.of(port("tcp", 80, "loopback", false, "B", "")))).isFalse();
  }

  @Test
  void commentsAreOneLineAndNotTooLong() throws IOException {
    List<LearnedDoor> doors = new ArrayList<>();
    for (int i = 10; i < 100; i++) {
      doors.add(port("udp", i, "wildcard", true, "C" + i, ""));
    }
    doors.add(port("tcp", 80, "wildcard", false, "A\n    - tcp/1", "x\u2028\u0085y"));
    learned.add(doors);

    assertThat(Files.readString(file))
        .contains("- udp/ephemeral  # owner C10 and C11 and C12 and C13 and 86 more\n")
        .contains("- tcp/80  # owner A?    - tcp/1, service x??y\n");
    assertThat(checked().rules()).hasSize(2);
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = folder.resolve("target.yaml");
    Files.writeString(target, "port: 1\n");
    Files.createSymbolicLink(file, target);
    learned.add(List.of(port("tcp", 80, "wildcard", false, "A", "")));

    assertThat(file).isSymbolicLink();
    assertThat(Files.readString(target)).contains("tcp/80");
  }

  @Test
  void isWholeWheneverItIsRead() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int port = 1; port <= 200; port++) {
                  learned.add(List.of(port("tcp", port, "wildcard", false, "A", "")));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              } finally {
                done.countDown();
              }
            });
    writer.start();
    int rules = 0;
    while (done.getCount() > 0) {
      if (Files.exists(file)) {
        int now = checked().rules().size();
        assertThat(now).isGreaterThanOrEqualTo(rules);
        rules = now;
      }
    }
    writer.join();

    assertThat(checked().rules()).hasSize(200);
    assertThat(folder.toFile().list()).containsExactly("learned.yaml");
  }

  private static LearnedDoor port(
      String protocol,
      int number,
      String exposure,
      boolean ephemeral,
      String owner,
      String service) {
    String address = exposure.equals("loopback") ? "127.0.0.1" : "::";
    return new LearnedDoor(
        Door.ofPort(protocol, number, address, exposure, ephemeral, owner), service);
  }

  private static LearnedDoor unix(String path, String owner, String service) {
    return new LearnedDoor(Door.ofPath(path, owner), service);
  }
}
