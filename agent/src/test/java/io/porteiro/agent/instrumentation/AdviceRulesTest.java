package io.porteiro.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Advice is copied into the JDK's own methods, where a mistake is the application's: these are the
 * rules that keep it harmless, read from the class files.
 */
class AdviceRulesTest {

  private static final String PORTEIRO = Type.getInternalName(Porteiro.class);

  /** What may be called besides the door to the agent: getters that nobody weaves. */
  private static final List<String> CALLS =
      List.of(
          Opcodes.INVOKEVIRTUAL + " java/net/DatagramPacket.getLength()I",
          Opcodes.INVOKESPECIAL + " java/net/InetSocketAddress.<init>(Ljava/net/InetAddress;I)V");

  private static final Pattern JAVA_OR_PRIMITIVE = Pattern.compile("java\\..*|[a-z]+");

  static Stream<AdviceClass> classes() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(AdviceClass::new)
          .filter(type -> !type.advice.isEmpty())
          .sorted(Comparator.comparing(AdviceClass::toString))
          .toList()
          .stream();
    }
  }

  @Test
  void thereIsAdviceForEveryThingThatIsCounted() throws IOException {
    assertThat(classes().map(AdviceClass::toString))
        .contains(
            "ServerSocketInstrumentation$BindAdvice",
            "SocketImplAcceptAdvice",
            "ArgumentCloseAdvice",
            "DatagramChannelInstrumentation$ReceiveAdvice")
        .hasSizeGreaterThanOrEqualTo(20)
        .allMatch(name -> name.endsWith("Advice"));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void whatItThrowsIsSuppressed(AdviceClass type) {
    type.advice.forEach(
        (method, annotation) ->
            assertThat(annotation).as(method).containsEntry("suppress", "java.lang.Throwable"));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void itIsInlinedAndNeverSkipsTheMethodOrRepeatsIt(AdviceClass type) {
    type.advice.forEach(
        (method, annotation) ->
            assertThat(annotation.keySet()).as(method).isSubsetOf("suppress", "onThrowable"));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void itChangesNoArgumentAndNoResult(AdviceClass type) {
    assertThat(type.parameterSettings).doesNotContain("readOnly=false");
  }

  @ParameterizedTest
  @MethodSource("classes")
  void itHasStaticMethodsAndNothingElse(AdviceClass type) {
    assertThat(ClassFiles.fields(type.classFile)).isEmpty();
    assertThat(type.methods)
        .allSatisfy(
            (method, access) -> {
              boolean constructor = method.startsWith("<init>");
              assertThat((access & Opcodes.ACC_STATIC) == 0).as(method).isEqualTo(constructor);
              assertThat(type.advice.containsKey(method)).as(method).isNotEqualTo(constructor);
            });
    assertThat(type.advice.keySet()).allMatch(method -> method.matches("(enter|exit)\\(.*"));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void itSpeaksOfTheJdksTypesOnly(AdviceClass type) {
    assertThat(type.types).allMatch(name -> JAVA_OR_PRIMITIVE.matcher(name).matches());
  }

  @ParameterizedTest
  @MethodSource("classes")
  void itCallsTheDoorAndPlainGettersAndDoesNothingElse(AdviceClass type) {
    ClassFiles.methods(type.classFile)
        .forEach(
            (method, code) -> {
              if (!method.contains("<init>")) {
                assertThat(code).as(method).allMatch(AdviceRulesTest::isAllowed);
                assertThat(code).as(method).anyMatch(line -> line.contains(PORTEIRO + "."));
                assertThat(code).as(method).hasSizeLessThanOrEqualTo(12);
              }
            });
  }

  /** Loads, stores, constants and returns; no field, branch, handler, lambda or type of ours. */
  private static boolean isAllowed(String line) {
    String[] words = line.split(" ", 2);
    if (!words[0].matches("\\d+")) {
      return false;
    }
    int opcode = Integer.parseInt(words[0]);
    switch (opcode) {
      case Opcodes.INVOKESTATIC:
        return words[1].startsWith(PORTEIRO + ".");
      case Opcodes.INVOKEVIRTUAL:
      case Opcodes.INVOKESPECIAL:
        return CALLS.contains(line);
      case Opcodes.NEW:
        return words[1].equals("java/net/InetSocketAddress");
      case Opcodes.DUP:
      case Opcodes.I2L:
      case Opcodes.ACONST_NULL:
      case Opcodes.ICONST_1:
      case Opcodes.RETURN:
      case Opcodes.ARETURN:
        return true;
      default:
        return Opcodes.ILOAD <= opcode && opcode <= Opcodes.ALOAD;
    }
  }

  private static Path folder() {
    try {
      URI classes = SocketWeaver.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(classes).resolve(SocketWeaver.class.getPackageName().replace('.', '/'));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A class file; {@code advice} is empty for one without advice. */
  static final class AdviceClass {

    final byte[] classFile;
    final Map<String, Integer> methods = new TreeMap<>();
    final Map<String, Map<String, String>> advice = new TreeMap<>();
    final List<String> types = new ArrayList<>();
    final List<String> parameterSettings = new ArrayList<>();
    private final String name;

    AdviceClass(Path file) {
      name = file.getFileName().toString().replace(".class", "");
      try {
        classFile = Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      new ClassReader(classFile).accept(new Members(), ClassReader.SKIP_CODE);
    }

    @Override
    public String toString() {
      return name;
    }

    private final class Members extends ClassVisitor {

      Members() {
        super(ClassFiles.ASM);
      }

      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String signature, String[] exceptions) {
        String method = ClassFiles.signature(name, type);
        methods.put(method, access);
        return new MethodVisitor(ClassFiles.ASM) {
          @Override
          public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
            if (!annotation.equals(Type.getDescriptor(Advice.OnMethodEnter.class))
                && !annotation.equals(Type.getDescriptor(Advice.OnMethodExit.class))) {
              return null;
            }
            types.add(Type.getReturnType(type).getClassName());
            Arrays.stream(Type.getArgumentTypes(type)).map(Type::getClassName).forEach(types::add);
            Map<String, String> values = new TreeMap<>();
            advice.put(method, values);
            return new AnnotationVisitor(ClassFiles.ASM) {
              @Override
              public void visit(String key, Object value) {
                values.put(
                    key,
                    value instanceof Type ? ((Type) value).getClassName() : String.valueOf(value));
              }
            };
          }

          @Override
          public AnnotationVisitor visitParameterAnnotation(
              int parameter, String annotation, boolean visible) {
            return new AnnotationVisitor(ClassFiles.ASM) {
              @Override
              public void visit(String key, Object value) {
                parameterSettings.add(key + "=" + value);
              }
            };
          }
        };
      }
    }
  }
}
