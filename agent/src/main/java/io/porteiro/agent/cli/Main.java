package io.porteiro.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line. Ends with 0, or with 2 when what was asked for cannot be done, after one line
 * on standard error that says why.
 */
@Command(
    name = "porteiro",
    usageHelpWidth = 100,
    header = "Porteiro stands at every port a JVM listens on.",
    description = {
      "",
      "As an agent:   java -javaagent:porteiro.jar[=ARGUMENTS] ...",
      "               and http://127.0.0.1:9513/metrics says who listens and who comes in.",
      "As a tool:     java -jar porteiro.jar COMMAND, for a JVM of yours that runs, or a file.",
      ""
    },
    synopsisHeading = "usage: ",
    customSynopsis = "java -jar porteiro.jar [COMMAND]",
    commandListHeading = "%ncommands:%n",
    optionListHeading = "%noptions:%n",
    versionProvider = Main.Version.class,
    subcommands = {
      PortsCommand.class,
      PeersCommand.class,
      AttachCommand.class,
      DetachCommand.class,
      CheckCommand.class
    })
public final class Main implements Runnable {

  static final int FAILED = 2;

  @Spec private CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "print this")
  private boolean help;

  @CommandLine.Option(names = "--version", versionHelp = true, description = "print the version")
  private boolean version;

  Main() {}

  /** Ends the JVM. */
  public static void main(String[] args) {
    System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed)
        .execute(args);
  }

  /** Without a command: what it is, and the commands. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    PrintWriter err = e.getCommandLine().getErr();
    err.println("porteiro: " + e.getMessage() + " (see: " + command + " --help)");
    return FAILED;
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result)
      throws Exception {
    if (!(e instanceof ToolException)) {
      throw e;
    }
    line.getErr().println("porteiro: " + e.getMessage());
    return FAILED;
  }

  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"porteiro " + version()};
    }
  }
}
