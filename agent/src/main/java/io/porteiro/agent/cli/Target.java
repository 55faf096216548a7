package io.porteiro.agent.cli;

import com.grack.nanojson.JsonObject;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that ask a JVM have in common. */
final class Target {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "the process id of the JVM")
  private String pid;

  @Option(names = "--json", description = "in JSON, for programs")
  boolean json;

  /** Asks the agent there; attaches it first, and says so, when it is not there yet. */
  JsonObject ask(String path) throws ToolException {
    try (TargetJvm jvm = TargetJvm.attach(pid)) {
      if (!jvm.hasThisNetwork()) {
        throw new ToolException(
            "process " + pid + " has a network of its own, as in a container: run this there");
      }
      if (!RunningAgent.isIn(jvm)) {
        jvm.load("@quiet port=0");
        spec.commandLine()
            .getErr()
            .println(
                "porteiro: attached to "
                    + pid
                    + ", counts begin now; 'detach "
                    + pid
                    + "' ends it");
      }
      return RunningAgent.in(jvm).get(path);
    }
  }

  void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
