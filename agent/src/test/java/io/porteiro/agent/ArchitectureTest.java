package io.porteiro.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.DurationBuckets;
import io.porteiro.agent.inventory.Exposure;
import io.porteiro.agent.inventory.InventoryView;
import io.porteiro.agent.inventory.ListenerObserver;
import io.porteiro.agent.inventory.Protocol;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which room may know which other, and what none of them may touch. */
class ArchitectureTest {

  private static final String ROOT = "io.porteiro.agent";
  private static final String BOOTSTRAP = ROOT + ".bootstrap";
  private static final String INSTRUMENTATION = ROOT + ".instrumentation";
  private static final String INVENTORY = ROOT + ".inventory";
  private static final String SERVICE = ROOT + ".service";
  private static final String POLICY = ROOT + ".policy";
  private static final String CONFIG = ROOT + ".config";
  private static final String KERNEL = ROOT + ".kernel";
  private static final String EXPORT = ROOT + ".export";
  private static final String MICROMETER = ROOT + ".micrometer";
  private static final String LOGGING = ROOT + ".logging";
  private static final String JMX = ROOT + ".jmx";
  private static final String WATCH = ROOT + ".watch";
  private static final String CLI = ROOT + ".cli";

  private static final DescribedPredicate<JavaClass> JDK = resideInAPackage("java..");

  /** What of the inventory a view may see. */
  private static final DescribedPredicate<JavaClass> SNAPSHOTS =
      resideInAPackage(INVENTORY)
          .and(
              simpleNameEndingWith("Snapshot")
                  .or(
                      belongToAnyOf(
                          Protocol.class,
                          Exposure.class,
                          AcceptError.class,
                          BindError.class,
                          DurationBuckets.class)));

  /** The class files of every version: those that later JDKs load lie beside the others. */
  enum Version {
    JAVA_8("."),
    JAVA_9("META-INF/versions/9");

    final JavaClasses classes;

    Version(String folder) {
      classes =
          new ClassFileImporter()
              .withImportOption(
                  location -> folder.contains("versions") == location.contains("META-INF/versions"))
              .importPath(output().resolve(folder).normalize());
    }

    private static Path output() {
      try {
        return Path.of(
            PorteiroAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void everyRoomIsThere() {
    assertThat(Version.JAVA_8.classes.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrder(
            ROOT,
            BOOTSTRAP,
            INSTRUMENTATION,
            INVENTORY,
            SERVICE,
            POLICY,
            CONFIG,
            KERNEL,
            EXPORT,
            JMX,
            MICROMETER,
            LOGGING,
            WATCH,
            CLI);
    assertThat(Version.JAVA_9.classes.stream().map(JavaClass::getSimpleName))
        .contains("JdkInternals", "Callers");
  }

  @Test
  void theBootstrapKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(BOOTSTRAP)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAPackage(BOOTSTRAP)))
        .check(Version.JAVA_8.classes);
  }

  @Test
  void theInstrumentationKnowsTheBootstrapAndAsmOnly() {
    classes()
        .that()
        .resideInAPackage(INSTRUMENTATION)
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage(INSTRUMENTATION, BOOTSTRAP, "org.objectweb.asm..")))
        .check(Version.JAVA_8.classes);
  }

  @ParameterizedTest
  @EnumSource
  void theInventoryKnowsTheBootstrapTheKernelsTablesAndThePolicyOnly(Version version) {
    classes()
        .that()
        .resideInAPackage(INVENTORY)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAnyPackage(INVENTORY, BOOTSTRAP, KERNEL, POLICY)))
        .check(version.classes);
  }

  @Test
  void theServiceNamesKnowNothing() {
    classes()
        .that()
        .resideInAPackage(SERVICE)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAPackage(SERVICE)))
        .check(Version.JAVA_8.classes);
  }

  @Test
  void thePolicyKnowsNothing() {
    classes()
        .that()
        .resideInAPackage(POLICY)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAPackage(POLICY)))
        .check(Version.JAVA_8.classes);
  }

  /** One class reads YAML, so that without a file nothing of the library is loaded. */
  @Test
  void theConfigurationKnowsThePolicyAndItsReaderYaml() {
    classes()
        .that()
        .resideInAPackage(CONFIG)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAnyPackage(CONFIG, POLICY, "org.snakeyaml..")))
        .check(Version.JAVA_8.classes);
    noClasses()
        .that()
        .haveNameNotMatching(CONFIG + "\\.YamlReader(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(Version.JAVA_8.classes);
  }

  @Test
  void theKernelsTablesKnowNothing() {
    classes()
        .that()
        .resideInAPackage(KERNEL)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAPackage(KERNEL)))
        .check(Version.JAVA_8.classes);
  }

  @Test
  void theLoggingKnowsNothing() {
    classes()
        .that()
        .resideInAPackage(LOGGING)
        .should()
        .onlyDependOnClassesThat(JDK.or(resideInAPackage(LOGGING)))
        .check(Version.JAVA_8.classes);
  }

  /**
   * Another program in the same jar: the agent and it share the names in the API and the reading of
   * configuration files.
   */
  @Test
  void theCommandLineIsApart() {
    classes()
        .that()
        .resideInAPackage(CLI)
        .should()
        .onlyDependOnClassesThat(
            JDK.or(resideInAnyPackage(CLI, CONFIG, POLICY, "picocli..", "com.grack.nanojson..")))
        .check(Version.JAVA_8.classes);
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLI, "picocli..")
        .check(Version.JAVA_8.classes);
  }

  @Test
  void theWatchIsToldByTheInventoryAndKnowsPolicyAndConfiguration() {
    classes()
        .that()
        .resideInAPackage(WATCH)
        .should()
        .onlyDependOnClassesThat(
            JDK.or(SNAPSHOTS)
                .or(belongToAnyOf(ListenerObserver.class))
                .or(resideInAnyPackage(WATCH, BOOTSTRAP, CONFIG, POLICY)))
        .check(Version.JAVA_8.classes);
  }

  @Test
  void theExportKnowsSnapshotsAndItsLibrariesOnly() {
    classes()
        .that()
        .resideInAPackage(EXPORT)
        .should()
        .onlyDependOnClassesThat(
            JDK.or(SNAPSHOTS)
                .or(
                    resideInAnyPackage(
                        EXPORT,
                        "io.micrometer..",
                        "io.prometheus..",
                        "org.apache.hc..",
                        "com.grack.nanojson..")))
        .check(Version.JAVA_8.classes);
  }

  @Test
  void jmxKnowsWhatViewsMaySeeAndTheManagementModuleOnly() {
    classes()
        .that()
        .resideInAPackage(JMX)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    JMX,
                    "java.lang",
                    "java.lang.invoke",
                    "java.security",
                    "java.util..",
                    "javax.management",
                    "javax.management.openmbean")
                .or(SNAPSHOTS)
                .or(belongToAnyOf(InventoryView.class, ListenerObserver.class)))
        .check(Version.JAVA_8.classes);
  }

  /** The module may be missing: one class knows, without touching it, whether it is there. */
  @ParameterizedTest
  @EnumSource
  void nobodyElseTouchesTheManagementModule(Version version) {
    noClasses()
        .that()
        .resideOutsideOfPackage(JMX)
        .or(simpleName("JmxModule"))
        .or(simpleName("AgentFacts"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("javax.management..")
        .check(version.classes);
  }

  /** It is the application's that is named: no class of it can be known. */
  @Test
  void theApplicationsMicrometerIsGivenTheExportsMetersOnly() {
    classes()
        .that()
        .resideInAPackage(MICROMETER)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java.lang..", "java.util..", MICROMETER)
                .or(simpleName("ForeignMeters")))
        .check(Version.JAVA_8.classes);
    noClasses()
        .that(simpleName("ForeignRegistry").or(simpleName("Micrometer")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(Version.JAVA_8.classes);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyButTheDoorkeeperKnowsAllRooms(Version version) {
    noClasses()
        .that(resideInAPackage(ROOT).and(not(belongToAnyOf(Doorkeeper.class))))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(INVENTORY, SERVICE, KERNEL, INSTRUMENTATION, JMX, LOGGING))
        .check(version.classes);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .allowEmptyShould(true)
        .check(version.classes);
  }

  /** What an application may want to set up first, or what its runtime may lack. */
  @ParameterizedTest
  @EnumSource
  void nothingIsTouchedThatIsTheApplicationsToSetUpOrMayBeMissing(Version version) {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.util.logging..",
                    "java.lang.management..",
                    "javax..",
                    "java.sql..",
                    "com.sun..",
                    "sun..")
                .and(not(resideInAPackage("javax.management.."))))
        .check(version.classes);
    // a symbolic link cannot be read otherwise
    noClasses()
        .that(not(simpleName("SocketDescriptors")).and(not(resideInAPackage(CLI))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .orShould()
        .callMethod(File.class, "toPath")
        .check(version.classes);
  }

  /** The JDK's insides are reached in one place, which only later JDKs load. */
  @ParameterizedTest
  @EnumSource
  void theJdksInsidesAreReachedInOnePlace(Version version) {
    noClasses()
        .that(not(simpleName("JdkInternals")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk..")
        .check(version.classes);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenToStandardOutputAndNothingEndsTheJvm(Version version) {
    noClasses()
        .that(not(resideInAPackage(CLI)))
        .should()
        .accessField(System.class, "out")
        .allowEmptyShould(true)
        .check(version.classes);
    noClasses()
        .that(not(resideInAPackage(CLI)))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(version.classes);
  }

  @ParameterizedTest
  @EnumSource
  void standardErrorIsTheStartersAlone(Version version) {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, CLI)
        .should()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .allowEmptyShould(true)
        .check(version.classes);
  }

  @ParameterizedTest
  @EnumSource
  void noNameIsLookedUpForAnAddress(Version version) {
    noClasses()
        .should()
        .callMethod(InetAddress.class, "getHostName")
        .orShould()
        .callMethod(InetAddress.class, "getCanonicalHostName")
        .orShould()
        .callMethod(InetSocketAddress.class, "getHostName")
        .check(version.classes);
  }
}
