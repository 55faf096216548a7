package io.porteiro.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Rule;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options together with a configuration file. */
class ConfiguredOptionsTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  private final Properties properties = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void theFileIsFartherThanAllOtherSourcesAndNearerThanTheDefault() throws IOException {
    Path file = file("port: 1\nmaxPorts: 10\n");

    assertThat(read("config=" + file).port()).isEqualTo(1);
    environment.put("PORTEIRO_PORT", "2");
    assertThat(read("config=" + file).port()).isEqualTo(2);
    properties.setProperty("porteiro.port", "3");
    assertThat(read("config=" + file).port()).isEqualTo(3);
    assertThat(read("port=4,config=" + file).port()).isEqualTo(4);
    assertThat(read("config=" + file).maxPorts()).isEqualTo(10);
    assertThat(read("config=" + file).host()).isEqualTo("127.0.0.1");
    assertThat(complaints()).isEmpty();
  }

  @Test
  void theFileSetsEveryKey() throws IOException {
    AgentOptions options = read("config=" + file(ConfigFileTest.EXAMPLE));

    assertThat(options.valid()).isTrue();
    assertThat(options.host()).isEqualTo("0.0.0.0");
    assertThat(options.port()).isEqualTo(9600);
    assertThat(options.portFile()).isEqualTo("/run/porteiro.port");
    assertThat(options.maxPorts()).isEqualTo(100);
    assertThat(options.histogram()).isTrue();
    assertThat(options.services())
        .containsOnly(Map.entry("tcp/10513", "login"), Map.entry("unix//run/app.sock", "control"));
    assertThat(options.policy().mode()).isEqualTo(Mode.WARN);
    assertThat(options.policy().rules()).hasSize(10);
    assertThat(options.learn()).isEqualTo(new File("/var/lib/porteiro/learned.yaml"));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void theNearerSourceWinsForEachServiceByItself() throws IOException {
    Path file = file("services: { tcp/1: file, tcp/2: file }");
    environment.put("PORTEIRO_SERVICE_TCP_2", "environment");

    assertThat(read("config=" + file + ",service.tcp/3=argument").services())
        .containsOnly(
            Map.entry("tcp/1", "file"),
            Map.entry("tcp/2", "environment"),
            Map.entry("tcp/3", "argument"));
  }

  @Test
  void theFileIsNamedByAnySourceTheNearerFirst() throws IOException {
    environment.put("PORTEIRO_CONFIG", file("a.yaml", "port: 1").toString());
    assertThat(read(null).port()).isEqualTo(1);
    properties.setProperty("porteiro.config", file("b.yaml", "port: 2").toString());
    assertThat(read(null).port()).isEqualTo(2);
    assertThat(read("config=" + file("c.yaml", "port: 3")).port()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "9600:FILE, 127.0.0.5, 9600",
    "0:FILE, 127.0.0.5, 0",
    "127.0.0.2:9600:FILE, 127.0.0.2, 9600",
    "localhost:9600:FILE, localhost, 9600",
    "[::1]:9600:FILE, ::1, 9600"
  })
  void anAddressMayBeFollowedByAFile(String argument, String host, int port) throws IOException {
    for (String name : List.of("c.yaml", "c.yml", "8080:a b.yaml")) {
      Path file = file(name, "host: 127.0.0.5\nport: 1\nmaxPorts: 7");
      AgentOptions options = read(argument.replace("FILE", file.toString()));

      assertThat(options.host()).isEqualTo(host);
      assertThat(options.port()).isEqualTo(port);
      assertThat(options.maxPorts()).isEqualTo(7);
      assertThat(complaints()).isEmpty();
    }
  }

  @Test
  void theArgumentsModeAndFileOfLearningWin() throws IOException {
    Path file = file("policy: { mode: deny, expected: [tcp/80], learn: a.yaml }");

    AgentOptions options = read("policy.mode=observe,policy.learn=b.yaml,config=" + file);
    assertThat(options.policy().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(options.policy().rules()).hasSize(1);
    assertThat(options.learn()).isEqualTo(new File("b.yaml"));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void withoutAFileNothingIsJudged() {
    AgentOptions options = read("policy.learn=a.yaml");

    assertThat(options.policy().judges()).isFalse();
    assertThat(options.learn()).isEqualTo(new File("a.yaml"));
    assertThat(options.valid()).isTrue();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aModeWithoutAListIsComplainedAbout() throws IOException {
    String line =
        "porteiro: policy.mode=deny judges nothing; accepted: together with a configuration file"
            + " that has a list policy.expected";

    assertThat(read("policy.mode=deny").valid()).isFalse();
    assertThat(complaints()).containsExactly(line);
    assertThat(read("policy.mode=deny,config=" + file("port: 1")).valid()).isFalse();
    assertThat(complaints()).containsExactly(line);
    assertThat(read("policy.mode=observe").valid()).isTrue();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void theFileThatIsLearnedIntoIsNotTheConfiguration() throws IOException {
    Path file = file("policy: { expected: [] }");

    AgentOptions options = read("policy.learn=" + file + ",config=" + file);
    assertThat(options.learn()).isNull();
    assertThat(options.valid()).isFalse();
    assertThat(complaints())
        .containsExactly(
            "porteiro: policy.learn="
                + file
                + " is the configuration file itself; accepted: another, to be reviewed");
  }

  @Test
  void oneMistakeOfAFileIsSaidAndTheRestHolds() throws IOException {
    Path file = file("port: x\nmaxPorts: 7\npolicy: {mode: deny, expected: [tcp/80]}");

    AgentOptions options = read("config=" + file);
    assertThat(options.valid()).isFalse();
    assertThat(options.port()).isEqualTo(9513);
    assertThat(options.maxPorts()).isEqualTo(7);
    assertThat(options.policy().mode()).isEqualTo(Mode.DENY);
    assertThat(complaints())
        .containsExactly(
            "porteiro: "
                + file
                + ":1:7: port: 'x' is not right; accepted: a number from 0 to 65535");
  }

  @Test
  void ofSeveralMistakesTheFirstIsSaidAndHowToSeeTheOthers() throws IOException {
    Path file = file("policy:\n  mode: deny\n  expected: [tcp/80, tcp/x]\nprot: 1\nport: x");

    AgentOptions options = read("config=" + file);
    assertThat(options.policy().mode()).isEqualTo(Mode.WARN);
    assertThat(options.policy().rules()).extracting(Rule::toString).containsExactly("tcp/80");
    assertThat(complaints())
        .containsExactly(
            "porteiro: "
                + file
                + ":3:22: policy.expected: 'tcp/x' has a port that is none; accepted: a number from"
                + " 1 to 65535, a range such as 9000-9010, ephemeral, or * for any (and 2 more:"
                + " java -jar porteiro.jar check "
                + file
                + " names all); until it is mended, the policy warns and denies nothing");
  }

  @Test
  void aFileThatDoesNotParseDeniesNothing() throws IOException {
    Path file = file("policy:\n  mode: deny\n  expected:\n    - tcp/80\n\t- tcp/81\n");

    AgentOptions options = read("config=" + file);
    assertThat(options.valid()).isFalse();
    assertThat(options.policy().mode()).isEqualTo(Mode.WARN);
    assertThat(options.policy().rules()).extracting(Rule::toString).containsExactly("tcp/80");
    assertThat(complaints()).singleElement().asString().endsWith("warns and denies nothing");
  }

  @Test
  void aFileThatEndsBeforeItsModeMayHaveBeenToDeny() throws IOException {
    Path file = file("policy:\n  expected:\n    - tcp/80\n\t- tcp/81\n  mode: deny\n");

    assertThat(read("config=" + file).policy().mode()).isEqualTo(Mode.WARN);
    assertThat(complaints()).singleElement().asString().endsWith("warns and denies nothing");
    assertThat(read("policy.mode=observe,config=" + file).policy().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(complaints()).singleElement().asString().endsWith("indented with them");
  }

  @Test
  void anArgumentDoesNotMakeAFileDenyThatDoesNotParse() throws IOException {
    Path file = file("policy:\n  mode: warn\n  expected:\n    - tcp/80\n\t- tcp/81\n");

    AgentOptions options = read("policy.mode=deny,config=" + file);
    assertThat(options.policy().mode()).isEqualTo(Mode.WARN);
    assertThat(complaints()).singleElement().asString().endsWith("warns and denies nothing");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    AgentOptions options = read("config=" + folder.resolve("none.yaml"));

    assertThat(options.valid()).isFalse();
    assertThat(options.port()).isEqualTo(9513);
    assertThat(complaints())
        .containsExactly(
            "porteiro: "
                + folder.resolve("none.yaml")
                + ": there is no such file; until it is mended, nothing is judged");
  }

  @Test
  void theArgumentIsCheckedWithoutItsFile() {
    complaints.reset();
    AgentOptions.check("9600:/none.yaml", stream());
    AgentOptions.check("config=/none.yaml", stream());

    assertThat(complaints()).isEmpty();
  }

  /** In a loader that tells what is loaded. */
  @Test
  void withoutAFileNothingThatReadsYamlIsLoaded() throws Exception {
    String argument = "port=0,policy.learn=x,policy.mode=observe,prot=1";
    assertThat(loadedFor(argument)).noneMatch(name -> name.contains("Yaml"));
    assertThat(loadedFor("config=" + file("port: 1"))).anyMatch(name -> name.contains("Yaml"));
  }

  private static List<String> loadedFor(String argument) throws Exception {
    List<String> loaded = new ArrayList<>();
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      path.add(new File(entry).toURI().toURL());
    }
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(new URL[0]), jdk) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            loaded.add(name);
            return super.findClass(name);
          }
        }) {
      Class<?> options = loader.loadClass(AgentOptions.class.getName());
      PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
      options.getMethod("check", String.class, PrintStream.class).invoke(null, argument, nowhere);
      options.getMethod("read", String.class, PrintStream.class).invoke(null, argument, nowhere);
    }
    return loaded;
  }

  private Path file(String text) throws IOException {
    return file("c.yaml", text);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private AgentOptions read(String argument) {
    complaints.reset();
    return AgentOptions.read(argument, properties, environment, stream());
  }

  private PrintStream stream() {
    return new PrintStream(complaints, true, UTF_8);
  }

  private List<String> complaints() {
    return complaints.toString(UTF_8).lines().toList();
  }
}
