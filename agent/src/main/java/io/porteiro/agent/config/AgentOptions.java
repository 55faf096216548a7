package io.porteiro.agent.config;

import io.porteiro.agent.policy.Mode;
import io.porteiro.agent.policy.Policy;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the user asked for: the agent's argument, then system properties {@code porteiro.*}, then
 * environment variables {@code PORTEIRO_*}, then the configuration file that one of them names, the
 * nearer one winning. Immutable. Lives in the agent's own loader; the argument alone is also
 * checked in the system loader, before the application starts. A value that cannot be right is
 * named in one line together with the accepted form, and the next nearest one or the default holds.
 */
public final class AgentOptions {

  static final String FORM =
      "-javaagent:porteiro.jar[=[HOST:]PORT[:FILE.yaml]] or =key=value,key=value with keys "
          + OptionKey.names();

  /** What the sources nearer than the file say. */
  private final Map<String, String> nearer;

  private final boolean nearerValid;

  /** Null when none is named. */
  private final ConfigFile file;

  private final Policy policy;
  private final boolean valid;

  private AgentOptions(
      Map<String, String> nearer, boolean nearerValid, ConfigFile file, PrintStream complaints) {
    this.nearer = nearer;
    this.nearerValid = nearerValid;
    this.file = file;
    this.policy = Policy.of(mode(), file == null ? null : file.rules());
    this.valid = complain(complaints) && nearerValid;
  }

  /** Complains about what is wrong with an argument, one line each. Never throws. */
  public static void check(String argument, PrintStream complaints) {
    new OptionReader(complaints).argument(argument);
  }

  /**
   * Reads all sources, of which the argument was checked before. Complaints about the others go to
   * {@code complaints}, one line each. Never throws.
   */
  public static AgentOptions read(String argument, PrintStream complaints) {
    return read(argument, Surroundings.properties(), Surroundings.environment(), complaints);
  }

  static AgentOptions read(
      String argument,
      Properties properties,
      Map<String, String> environment,
      PrintStream complaints) {
    OptionReader reader = new OptionReader(complaints);
    reader.environment(environment);
    reader.properties(properties);
    reader.checkedArgument(argument);
    String name = reader.values().get(OptionKey.CONFIG.key);
    ConfigFile file = name == null ? null : ConfigFile.read(new File(name));
    return new AgentOptions(reader.values(), reader.valid(), file, complaints);
  }

  /**
   * The same with the file as it is now. Of one that cannot be read to its end nothing is taken.
   */
  AgentOptions with(ConfigFile now, PrintStream complaints) {
    ConfigFile effective = now.isWhole() ? now : now.withPartsOf(file);
    return new AgentOptions(nearer, nearerValid, effective, complaints);
  }

  /** Whether everything that was set could be right. */
  public boolean valid() {
    return valid;
  }

  /** The address of the endpoint; a name or an address without brackets. */
  public String host() {
    return get(OptionKey.HOST, "127.0.0.1");
  }

  /** 0 to 65535; 0 has the system choose one. */
  public int port() {
    return Integer.parseInt(get(OptionKey.PORT, "9513"));
  }

  /** The file that the endpoint's port is written to, or null. */
  public String portFile() {
    return get(OptionKey.PORT_FILE, null);
  }

  /** How many ports are exported under their own number. */
  public int maxPorts() {
    return Integer.parseInt(get(OptionKey.MAX_PORTS, "256"));
  }

  /** Whether connection durations are exported as a histogram. */
  public boolean histogram() {
    return "on".equals(get(OptionKey.HISTOGRAM, null));
  }

  /** Whether the meters are also in the application's own Micrometer. */
  public boolean micrometer() {
    return !"off".equals(get(OptionKey.MICROMETER, null));
  }

  /** Where the meters are pushed to, or null. */
  public String otlpUrl() {
    return get(OptionKey.OTLP_URL, null);
  }

  /** The jar that pushes, or null for the one beside the agent's. */
  public String otlpJar() {
    return get(OptionKey.OTLP_JAR, null);
  }

  /** Configured service names by port, such as {@code tcp/10513}. */
  public Map<String, String> services() {
    Map<String, String> services = new HashMap<>();
    if (file != null) {
      addServices(file.values(), services);
    }
    addServices(nearer, services);
    return services;
  }

  private static void addServices(Map<String, String> values, Map<String, String> services) {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (entry.getKey().startsWith(OptionKey.SERVICE_PREFIX)) {
        services.put(entry.getKey().substring(OptionKey.SERVICE_PREFIX.length()), entry.getValue());
      }
    }
  }

  /** What may listen, and what is done about what may not. */
  public Policy policy() {
    return policy;
  }

  /** A list that is not as its author meant it must not keep the application from its ports. */
  private Mode mode() {
    return isWeakened() ? Mode.WARN : askedMode();
  }

  /** Whether it is, or may be, that the policy was to deny, and its file is not right. */
  private boolean isWeakened() {
    return file != null
        && !file.isPolicySound()
        && (askedMode() == Mode.DENY
            || !file.isWhole() && get(OptionKey.POLICY_MODE, null) == null);
  }

  private Mode askedMode() {
    return Mode.of(get(OptionKey.POLICY_MODE, Mode.OBSERVE.label()));
  }

  /** The file that what listened is written to, or null. */
  public File learn() {
    String name = get(OptionKey.POLICY_LEARN, null);
    return name == null || learnsIntoItself() ? null : new File(name);
  }

  /** Whether there is a file that may change, or one to write. */
  public boolean needsWatch() {
    return file != null || learn() != null;
  }

  /** Null when none is named. */
  ConfigFile file() {
    return file;
  }

  private String get(OptionKey key, String otherwise) {
    String value = nearer.get(key.key);
    if (value == null && file != null) {
      value = file.get(key.key);
    }
    return value == null ? otherwise : value;
  }

  /** One line for the file, and one for what does not go with it; whether there is none. */
  private boolean complain(PrintStream complaints) {
    boolean none = true;
    if (file != null && !file.mistakes().isEmpty()) {
      complaints.println(firstMistake());
      none = false;
    }
    if (nearer.containsKey(OptionKey.POLICY_MODE.key)
        && askedMode() != Mode.OBSERVE
        && (file == null || file.isPolicySound() && file.rules() == null)) {
      complaints.println(
          "porteiro: policy.mode="
              + askedMode().label()
              + " judges nothing; accepted: together with a configuration file that has a list"
              + " policy.expected");
      none = false;
    }
    if (learnsIntoItself()) {
      complaints.println(
          "porteiro: policy.learn="
              + OptionReader.printable(get(OptionKey.POLICY_LEARN, ""))
              + " is the configuration file itself; accepted: another, to be reviewed");
      none = false;
    }
    return none;
  }

  private String firstMistake() {
    int more = file.mistakeCount() - 1;
    String name = OptionReader.printable(file.file().getPath());
    String check = ": java -jar porteiro.jar check " + name + " names all";
    return "porteiro: "
        + file.mistakes().get(0)
        + (more > 0 ? " (and " + more + " more" + check + ")" : "")
        + (isWeakened() ? weakened() : "");
  }

  private String weakened() {
    return "; until it is mended, "
        + (policy.judges() ? "the policy warns and denies nothing" : "nothing is judged");
  }

  private boolean learnsIntoItself() {
    String learn = get(OptionKey.POLICY_LEARN, null);
    return learn != null && file != null && isSame(new File(learn), file.file());
  }

  static boolean isSame(File a, File b) {
    try {
      return a.getCanonicalFile().equals(b.getCanonicalFile());
    } catch (IOException | SecurityException e) {
      return a.getAbsoluteFile().equals(b.getAbsoluteFile());
    }
  }
}
