package io.porteiro.agent.cli;

import io.porteiro.agent.config.ConfigFile;
import io.porteiro.agent.config.Mistake;
import java.io.File;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check FILE}. */
@Command(name = "check", description = "read a configuration file and name every mistake in it")
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "as in config=FILE")
  private String file;

  CheckCommand() {}

  @Override
  public Integer call() {
    ConfigFile config = ConfigFile.read(new File(file));
    if (!config.mistakes().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      for (Mistake mistake : config.mistakes()) {
        err.println(Text.line(mistake.toString()));
      }
      int more = config.mistakeCount() - config.mistakes().size();
      if (more > 0) {
        err.println("and " + more + " more");
      }
      return Main.FAILED;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Text.line(file) + ": no mistake");
    out.println("keys: " + (config.keys().isEmpty() ? "none" : String.join(", ", config.keys())));
    out.println("policy: " + policy(config));
    return 0;
  }

  private static String policy(ConfigFile config) {
    if (config.rules() == null) {
      return "none, nothing is judged";
    }
    int rules = config.rules().size();
    return config.mode().label() + ", " + rules + (rules == 1 ? " rule" : " rules");
  }
}
