package io.porteiro.agent.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNamesTest {

  private static final String REGISTRY = "iana-services.txt";
  private static final String NO_REGISTRY = "no-such-registry.txt";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "tcp/513, login",
    "udp/513, who",
    "tcp/80, http",
    "sctp/80, http",
    "tcp/443, https",
    "udp/465, igmpv3lite",
    "tcp/63, whoispp",
    "tcp/210, z39-50",
    "tcp/3478, stun",
    "udp/5353, mdns",
    "sctp/9900, iua",
    "dccp/9, discard",
    "udp/34567, edi_service",
    "tcp/49150, inspider"
  })
  void theBundledRegistryAloneNamesAPort(String port, String name) {
    assertThat(bundledOnly().lookUp(List.of(port))).containsExactly(Map.entry(port, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp/4",
        "sctp/513",
        "tcp/65535",
        "tcp/65536",
        "tcp/-1",
        "tcp/+80",
        "tcp/99999999999999999999",
        "tcp/80x",
        "tcp/",
        "tcp",
        "/80",
        "",
        "TCP/80",
        "tcp6/80",
        "tc/80",
        "tcp/80/udp",
        "80/tcp",
        "unix//run/x.sock",
        "tcp/8\u0660"
      })
  void aPortThatIsUnknownIsAbsent(String port) {
    assertThat(bundledOnly().lookUp(List.of(port))).isEmpty();
  }

  @Test
  void theRegistryHasAllThatThePackageNames() {
    List<String> all = new ArrayList<>();
    for (String protocol : new String[] {"tcp", "udp", "sctp", "dccp"}) {
      for (int port = 0; port <= 65535; port++) {
        all.add(protocol + "/" + port);
      }
    }

    Map<String, Integer> counts = new HashMap<>();
    for (String port : bundledOnly().lookUp(all).keySet()) {
      counts.merge(port.substring(0, port.indexOf('/')), 1, Integer::sum);
    }

    // what src/main/iana/generate counts in port-numbers 8.0.35
    assertThat(counts)
        .containsOnly(
            Map.entry("tcp", 5889),
            Map.entry("udp", 5502),
            Map.entry("sctp", 88),
            Map.entry("dccp", 9));
  }

  @Test
  void theRegistryIsSortedAndNamesAPortOnce() throws IOException {
    Set<String> ports = new HashSet<>();
    int last = 0;
    for (String line : registryLines()) {
      assertThat(line).matches("[A-Za-z0-9_-]+ [0-9]+(/(tcp|udp|sctp|dccp))+");
      String[] parts = line.substring(line.indexOf(' ') + 1).split("/");
      int port = Integer.parseInt(parts[0]);
      assertThat(port).isBetween(last, 65535);
      last = port;
      for (String protocol : Arrays.asList(parts).subList(1, parts.length)) {
        assertThat(ports.add(protocol + "/" + port)).as(line).isTrue();
      }
    }
    assertThat(ports).hasSize(11488);
  }

  @Test
  void configuredNamesBeatTheServicesFileWhichBeatsTheRegistry() throws IOException {
    File services = services("local-login 513/tcp\nlocal-https 443/tcp\n");
    Map<String, String> configured = Map.of("tcp/513", "ours", "tcp/10513", "control");

    assertThat(
            new ServiceNames(configured, services, REGISTRY)
                .lookUp(List.of("tcp/513", "tcp/443", "udp/513", "tcp/10513", "tcp/4")))
        .containsOnly(
            Map.entry("tcp/513", "ours"),
            Map.entry("tcp/443", "local-https"),
            Map.entry("udp/513", "who"),
            Map.entry("tcp/10513", "control"));
  }

  @Test
  void aConfiguredNameMayBeForAnyKey() {
    Map<String, String> configured = Map.of("unix//run/x.sock", "x", "tcp/70000", "high");

    assertThat(bundledOnly(configured).lookUp(List.of("unix//run/x.sock", "tcp/70000")))
        .isEqualTo(configured);
  }

  @Test
  void anEmptyConfiguredNameIsNone() {
    assertThat(bundledOnly(Map.of("tcp/513", "")).lookUp(List.of("tcp/513")))
        .containsExactly(Map.entry("tcp/513", "login"));
  }

  @Test
  void theConfiguredNamesAreCopied() {
    Map<String, String> configured = new HashMap<>(Map.of("tcp/513", "ours"));
    ServiceNames names = bundledOnly(configured);
    configured.clear();

    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "ours"));
  }

  @Test
  void theSameNumberSpeltInTwoWaysIsOnePort() {
    assertThat(
            bundledOnly(Map.of("tcp/513", "ours"))
                .lookUp(List.of("tcp/0513", "tcp/513", "tcp/080")))
        .containsOnly(
            Map.entry("tcp/0513", "login"),
            Map.entry("tcp/513", "ours"),
            Map.entry("tcp/080", "http"));
  }

  @Test
  void repeatedAndNullKeysAreTolerated() {
    assertThat(bundledOnly().lookUp(Arrays.asList("tcp/513", null, "tcp/513")))
        .containsExactly(Map.entry("tcp/513", "login"));
    assertThat(bundledOnly().lookUp(List.of())).isEmpty();
  }

  @Test
  void thePublicConstructorReadsThisMachine() {
    assertThat(new ServiceNames(Map.of("tcp/1", "one")).lookUp(List.of("tcp/1", "tcp/513")))
        .containsEntry("tcp/1", "one")
        .containsKey("tcp/513");
    assertThatNullPointerException().isThrownBy(() -> new ServiceNames(null));
  }

  @Test
  void theFirstLineForAPortWins() throws IOException {
    File services = services("one 700/tcp\ntwo 700/tcp\nthree 700/udp\n");

    assertThat(fileOnly(services).lookUp(List.of("tcp/700", "udp/700")))
        .containsOnly(Map.entry("tcp/700", "one"), Map.entry("udp/700", "three"));
  }

  @Test
  void aliasesAndCommentsAreNoNames() throws IOException {
    File services =
        services(
            """
            # commented 700/tcp
              #indented 700/tcp
            name 700/tcp alias 701/tcp # remark 702/tcp
            close 703/tcp#remark
            cut#off 704/tcp
            """);

    assertThat(
            fileOnly(services)
                .lookUp(List.of("tcp/700", "tcp/701", "tcp/702", "tcp/703", "tcp/704")))
        .containsOnly(Map.entry("tcp/700", "name"), Map.entry("tcp/703", "close"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad",
        "bad ",
        "bad 700",
        "bad 700/",
        "bad /tcp",
        "bad 700 /tcp",
        "bad 700/ tcp",
        "bad 700 tcp",
        "bad 700,tcp",
        "bad 700/tcp/udp",
        "bad 700/tcp/",
        "bad 700//tcp",
        "bad 700/tcpx",
        "bad 700/tc",
        "bad 700/TCP",
        "bad 700/ddp",
        "bad seven/tcp",
        "bad 700x/tcp",
        "bad 0x2bc/tcp",
        "bad -700/tcp",
        "bad +700/tcp",
        "bad 66236/tcp",
        "bad 4294967996/tcp",
        "bad 18446744073709552316/tcp",
        "bad \u0667\u0660\u0660/tcp",
        "700/tcp",
        " 700/tcp bad",
        "b\u0000ad 700/tcp",
        "b\u001b[31mad 700/tcp",
        "b\u007fad 700/tcp",
        "b\u0085ad 700/tcp",
        "b\ufffdad 700/tcp",
        "bad 700/t\u0000cp",
        "/",
        "#",
        "\u0000"
      })
  void aMalformedLineIsSkipped(String line) throws IOException {
    File services = services(line + "\ngood 700/tcp\n");

    assertThat(fileOnly(services).lookUp(List.of("tcp/700")))
        .containsExactly(Map.entry("tcp/700", "good"));
  }

  @Test
  void theLowestAndTheHighestPortAreRead() throws IOException {
    File services = services("low 0/tcp\nhigh 65535/udp\nleading 00700/sctp\ntop 65535/dccp\n");

    assertThat(fileOnly(services).lookUp(List.of("tcp/0", "udp/65535", "sctp/700", "dccp/65535")))
        .containsOnly(
            Map.entry("tcp/0", "low"),
            Map.entry("udp/65535", "high"),
            Map.entry("sctp/700", "leading"),
            Map.entry("dccp/65535", "top"));
  }

  @Test
  void windowsLineEndsTabsAndAByteOrderMarkAreTolerated() throws IOException {
    File services =
        services("\ufefffirst\t700/tcp\r\n\r\n\tsecond\t \t701/tcp\talias\r\nlast 702/tcp");

    assertThat(fileOnly(services).lookUp(List.of("tcp/700", "tcp/701", "tcp/702")))
        .containsOnly(
            Map.entry("tcp/700", "first"),
            Map.entry("tcp/701", "second"),
            Map.entry("tcp/702", "last"));
  }

  @Test
  void bytesThatAreNotUtf8SpoilNoOtherLine() throws IOException {
    File services = folder.resolve("latin1").toFile();
    Files.write(
        services.toPath(),
        "first 700/tcp # prêt\nprêt 701/tcp\nlast 702/tcp\n".getBytes(ISO_8859_1));

    assertThat(fileOnly(services).lookUp(List.of("tcp/700", "tcp/701", "tcp/702")))
        .containsOnly(Map.entry("tcp/700", "first"), Map.entry("tcp/702", "last"));
  }

  @Test
  void aNameInUtf8IsKept() throws IOException {
    assertThat(fileOnly(services("prêt 701/tcp\n")).lookUp(List.of("tcp/701")))
        .containsExactly(Map.entry("tcp/701", "prêt"));
  }

  @Test
  void binaryGarbageIsTolerated() throws IOException {
    Random random = new Random(513);
    for (int i = 0; i < 100; i++) {
      byte[] garbage = new byte[random.nextInt(20_000)];
      random.nextBytes(garbage);
      File services = folder.resolve("garbage" + i).toFile();
      Files.write(services.toPath(), garbage);

      assertThat(new ServiceNames(Map.of(), services, REGISTRY).lookUp(List.of("tcp/513")))
          .containsExactly(Map.entry("tcp/513", "login"));
    }
  }

  @Test
  void aLineIsReadWhereverItLiesInTheFile() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> ports = new ArrayList<>();
    Map<String, String> expected = new HashMap<>();
    Random random = new Random(513);
    for (int port = 1; port <= 3000; port++) {
      text.append("name-").append(port).append(' ').append(port).append("/tcp");
      text.append(" x".repeat(random.nextInt(300))).append('\n');
      ports.add("tcp/" + port);
      expected.put("tcp/" + port, "name-" + port);
    }
    Collections.shuffle(ports, random);

    assertThat(fileOnly(services(text.toString())).lookUp(ports)).isEqualTo(expected);
  }

  @Test
  void aLineThatIsTooLongIsSkippedWhole() throws IOException {
    String start = "fits 700/tcp ";
    String fits = start + "x".repeat(ServiceNames.MAX_LINE - 1 - start.length());
    File services =
        services(
            fits
                + "\n"
                + fits.replace("fits 700", "long 701")
                + "x\n"
                + "x".repeat(3 * ServiceNames.MAX_LINE)
                + " longer 702/tcp\n"
                + "last 703/tcp\n"
                + "end 704/tcp "
                + "x".repeat(2 * ServiceNames.MAX_LINE));

    assertThat(
            fileOnly(services)
                .lookUp(List.of("tcp/700", "tcp/701", "tcp/702", "tcp/703", "tcp/704")))
        .containsOnly(Map.entry("tcp/700", "fits"), Map.entry("tcp/703", "last"));
  }

  @Test
  void aHugeFileIsSkipped() throws IOException {
    File services = services("first 513/tcp\n");
    try (RandomAccessFile file = new RandomAccessFile(services, "rw")) {
      file.setLength(ServiceNames.MAX_FILE);
    }
    ServiceNames names = new ServiceNames(Map.of(), services, REGISTRY);
    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "first"));

    try (RandomAccessFile file = new RandomAccessFile(services, "rw")) {
      file.setLength(ServiceNames.MAX_FILE + 1L);
    }
    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "login"));
  }

  @Test
  void aMissingFileADirectoryAndADeviceCountAsEmpty() {
    for (File services :
        List.of(
            folder.resolve("missing").toFile(),
            folder.toFile(),
            new File("/dev/zero"),
            new File(""))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () ->
              assertThat(new ServiceNames(Map.of(), services, REGISTRY).lookUp(List.of("tcp/513")))
                  .as("%s", services)
                  .containsExactly(Map.entry("tcp/513", "login")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {NO_REGISTRY, "ServiceNames.class"})
  void aMissingOrSpoiltRegistryCountsAsEmpty(String registry) throws IOException {
    ServiceNames names = new ServiceNames(Map.of(), services("here 700/tcp\n"), registry);

    assertThat(names.lookUp(List.of("tcp/513", "tcp/700")))
        .containsExactly(Map.entry("tcp/700", "here"));
  }

  @Test
  void eachLookUpReadsAnew() throws IOException {
    File services = services("before 513/tcp\n");
    ServiceNames names = new ServiceNames(Map.of(), services, REGISTRY);
    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "before"));

    Files.writeString(services.toPath(), "after 513/tcp\n");
    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "after"));

    Files.delete(services.toPath());
    assertThat(names.lookUp(List.of("tcp/513"))).containsExactly(Map.entry("tcp/513", "login"));
  }

  @Test
  void nothingIsHeldBetweenLookUps() throws ReflectiveOperationException {
    Map<String, String> configured = Map.of("tcp/10513", "control");
    ServiceNames names = bundledOnly(configured);
    names.lookUp(List.of("tcp/513", "udp/513", "tcp/10513"));

    for (Field field : ServiceNames.class.getDeclaredFields()) {
      if (field.isSynthetic()) {
        continue;
      }
      assertThat(Modifier.isFinal(field.getModifiers())).as("%s", field).isTrue();
      if (Modifier.isStatic(field.getModifiers())) {
        assertThat(field.getType()).isIn(int.class, String.class, String[].class);
      } else if (Map.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        assertThat(field.get(names)).isEqualTo(configured);
      } else {
        assertThat(field.getType()).isIn(File.class, String.class);
      }
    }
  }

  @Test
  void aBatchOfAThousandIsLookedUp() throws IOException {
    Map<String, String> expected = new HashMap<>();
    for (String line : registryLines()) {
      String port = line.substring(line.indexOf(' ') + 1, line.indexOf('/'));
      if (expected.size() < 1000 && line.contains("/udp")) {
        expected.put("udp/" + port, line.substring(0, line.indexOf(' ')));
      }
    }

    assertThat(bundledOnly().lookUp(expected.keySet())).hasSize(1000).isEqualTo(expected);
  }

  private ServiceNames bundledOnly() {
    return bundledOnly(Map.of());
  }

  private ServiceNames bundledOnly(Map<String, String> configured) {
    return new ServiceNames(configured, folder.resolve("missing").toFile(), REGISTRY);
  }

  private static ServiceNames fileOnly(File services) {
    return new ServiceNames(Map.of(), services, NO_REGISTRY);
  }

  private File services(String text) throws IOException {
    return Files.writeString(folder.resolve("services"), text).toFile();
  }

  private static List<String> registryLines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(ServiceNames.class.getResourceAsStream(REGISTRY), UTF_8))) {
      assertThat(reader.readLine()).startsWith("# IANA").contains("port-numbers 8.0.35");
      return reader.lines().toList();
    }
  }
}
