package io.porteiro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the documentation shows is right. */
class DocumentsTest {

  private static final Path PAGE = Path.of("../docs/configuration.md");

  @ParameterizedTest
  @CsvSource({
    "../README.md, ## What may listen, 7",
    "../docs/configuration.md, ## The file, 9",
    "../docs/configuration.md, ## Learning, 3"
  })
  void examplesHaveNoMistake(Path page, String section, int rules) throws IOException {
    ConfigFile file = ConfigFileTest.read(example(page, section));

    assertThat(file.mistakes()).isEmpty();
    assertThat(file.rules()).hasSize(rules);
  }

  /** The first indented lines of a section. */
  private static String example(Path page, String section) throws IOException {
    List<String> lines = Files.readAllLines(page);
    return lines.stream()
        .dropWhile(line -> !line.equals(section))
        .dropWhile(line -> !line.startsWith("    "))
        .takeWhile(line -> line.startsWith("    "))
        .map(line -> line.substring(4))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everyKeyIsThere() throws IOException {
    String page = Files.readString(PAGE);

    for (OptionKey key : OptionKey.values()) {
      assertThat(page).contains("`" + key.key + "=", "`porteiro." + key.key, key.variable());
    }
  }
}
