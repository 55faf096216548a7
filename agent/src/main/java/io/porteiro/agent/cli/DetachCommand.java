package io.porteiro.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code detach PID}. */
@Command(name = "detach", description = "take the agent out of a JVM")
final class DetachCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "the process id of the JVM")
  private String pid;

  DetachCommand() {}

  @Override
  public Integer call() throws ToolException {
    try (TargetJvm jvm = TargetJvm.attach(pid)) {
      if (!RunningAgent.isIn(jvm)) {
        throw new ToolException("the agent is not in " + pid);
      }
      jvm.load("@detach");
      if (RunningAgent.isIn(jvm)) {
        throw new ToolException("the agent is still there; the JVM's standard error says why");
      }
      spec.commandLine().getOut().println("detached from " + pid);
      return 0;
    }
  }
}
