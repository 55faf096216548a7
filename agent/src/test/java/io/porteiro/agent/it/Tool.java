package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command line program answered. */
record Tool(int exit, String out, String err) {

  /** {@code java -jar porteiro.jar}, on the JDK of the tests, which is 17. */
  static Tool porteiro(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Jdk.current().java()));
    command.addAll(List.of("-jar", Jvm.AGENT.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    return run(command, Map.of());
  }

  static Tool jcmd(long pid, String command) {
    Path jcmd = Jdk.current().home().resolve("bin/jcmd");
    return run(List.of(jcmd.toString(), Long.toString(pid), command), Map.of());
  }

  static Tool run(List<String> command, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile("tool", ".out");
      Path err = Files.createTempFile("tool", ".err");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(ended).as("%s ended", command).isTrue();
        return new Tool(
            process.exitValue(),
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
