package io.porteiro.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attach PID [ARGUMENTS]}. */
@Command(name = "attach", description = "put the agent into a JVM that runs")
final class AttachCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "the process id of the JVM")
  private String pid;

  @Parameters(
      index = "1",
      paramLabel = "ARGUMENTS",
      arity = "0..1",
      defaultValue = "",
      description = "the agent's, as after -javaagent:porteiro.jar=")
  private String arguments;

  AttachCommand() {}

  @Override
  public Integer call() throws ToolException {
    try (TargetJvm jvm = TargetJvm.attach(pid)) {
      if (RunningAgent.isIn(jvm)) {
        throw new ToolException("the agent is in " + pid + " already; nothing was changed");
      }
      jvm.load("@quiet " + arguments);
      if (!RunningAgent.isIn(jvm)) {
        throw new ToolException("the agent did not start; the JVM's standard error says why");
      }
      String endpoint = RunningAgent.in(jvm).endpoint();
      spec.commandLine().getOut().println("attached to " + pid + ": " + endpoint + "/metrics");
      return 0;
    }
  }
}
