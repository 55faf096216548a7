package io.porteiro.agent.instrumentation;

import static io.porteiro.agent.instrumentation.TypeInstrumentation.argument;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.entered;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.field;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.none;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.number;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.returned;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.self;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/** Runs what the compiler makes of methods of many shapes, woven. */
class MethodWeaverTest {

  private static final String OBJECT = "java.lang.Object";

  /** Of the class file that is woven. */
  enum Version {
    JAVA_5(49, false),
    JAVA_6_WITHOUT_FRAMES(50, false),
    JAVA_6(50, true),
    JAVA_8(52, true),
    JAVA_17(61, true),
    NOT_YET_KNOWN(99, true);

    private final int major;
    private final boolean frames;

    Version(int major, boolean frames) {
      this.major = major;
      this.frames = frames;
    }

    byte[] of(Class<?> type) throws IOException {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(ClassFiles.ofJdk(type.getName()))
          .accept(
              new ClassVisitor(ClassFiles.ASM, writer) {
                @Override
                public void visit(
                    int version,
                    int access,
                    String name,
                    String signature,
                    String superName,
                    String[] interfaces) {
                  super.visit(major, access, name, signature, superName, interfaces);
                }
              },
              frames ? 0 : ClassReader.SKIP_FRAMES);
      return writer.toByteArray();
    }
  }

  private final WovenClasses.Transcript transcript = new WovenClasses.Transcript();
  private WovenClasses.Recorder recorder = transcript;
  private TypeInstrumentation rows;

  @BeforeEach
  void startTable() {
    rows = new TypeInstrumentation(Shapes.class.getName()) {};
  }

  @ParameterizedTest
  @EnumSource
  void anExitSeesTheArgumentsAsTheyWereOnEntry(Version version) throws Throwable {
    rows.method("overwrites", "int", "long", "double", "float", "java.lang.String", "boolean")
        .onEntry("in", self(OBJECT), argument(0), argument(1), argument(2), argument(3))
        .onExit(
            "out",
            entered(),
            self(OBJECT),
            argument(0),
            argument(1),
            argument(2),
            argument(3),
            argument(4),
            argument(5),
            argument(6, OBJECT),
            returned("int"),
            thrown());
    Class<?> woven = weave(version);
    byte[] bytes = new byte[9];

    assertThat(call(woven, "overwrites", 1, 2L, 3.5, 4f, "five", true, bytes)).isEqualTo(16);
    assertThat(call(woven, "overwrites", 200, 2L, 3.5, 4f, "five", false, bytes)).isEqualTo(-1);
    assertThatThrownBy(() -> call(woven, "overwrites", 1, -2L, 3.5, 4f, "five", true, bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("five!!!");
    assertThat(transcript.lines)
        .containsExactly(
            "in[me, 1, 2, 3.5, 4.0]",
            "out[1, me, 1, 2, 3.5, 4.0, five, true, " + bytes + ", 16, null]",
            "in[me, 200, 2, 3.5, 4.0]",
            "out[3, me, 200, 2, 3.5, 4.0, five, false, " + bytes + ", -1, null]",
            "in[me, 1, -2, 3.5, 4.0]",
            "out[5, me, 1, -2, 3.5, 4.0, five, true, "
                + bytes
                + ", 0, java.lang.IllegalStateException: five!!!]");
  }

  @ParameterizedTest
  @EnumSource
  void aStaticMethodHasNoObject(Version version) throws Throwable {
    rows.method("isStatic", "long", OBJECT, "double")
        .onEntry("in", argument(2), argument(1), argument(0))
        .onExit("out", argument(1), argument(0), argument(2), returned("long"));
    Class<?> woven = weave(version);

    assertThat(call(woven, "isStatic", 5_000_000_000L, "b", 3.0)).isEqualTo(5_000_000_003L);
    assertThat(transcript.lines)
        .containsExactly("in[3.0, b, 5000000000]", "out[b, 5000000000, 3.0, 5000000003]");
  }

  @ParameterizedTest
  @EnumSource
  void whatAMethodCatchesItselfIsNotThrown(Version version) throws Throwable {
    rows.method("catches", "int").onExit("out", argument(0), returned(OBJECT), thrown());
    Class<?> woven = weave(version);

    assertThat(call(woven, "catches", 0)).isEqualTo("in");
    assertThat(call(woven, "catches", 1)).isEqualTo("caught");
    assertThatThrownBy(() -> call(woven, "catches", 2)).hasMessage("not caught");
    assertThat(transcript.lines)
        .containsExactly(
            "out[0, in, null]",
            "out[1, caught, null]",
            "out[2, null, java.lang.UnsupportedOperationException: not caught]");
  }

  @ParameterizedTest
  @CsvSource({
    "ofFloat, float, 1.5, 0.0",
    "ofBoolean, boolean, true, false",
    "ofLong, long, 6000000000, 0",
    "ofDouble, double, 2.5, 0.0",
    "ofObject, java.lang.Object, three, null",
    "ofShort, int, 4, 0",
    "ofShort, long, 4, 0",
    "ofShort, short, 4, 0",
  })
  void whatAMethodReturnedIsNothingWhenItThrew(
      String method, String type, String value, String nothing) throws Throwable {
    rows.method(method).onExit("out", self(OBJECT), returned(type), thrown(), number(-70_000));
    Class<?> woven = weave(Version.JAVA_8);

    assertThat(call(woven, method, false)).hasToString(value);
    assertThatThrownBy(() -> call(woven, method, true)).hasMessage("failed");
    assertThat(transcript.lines)
        .containsExactly(
            "out[me, " + value + ", null, -70000]",
            "out[me, " + nothing + ", java.lang.IllegalStateException: failed, -70000]");
  }

  @Test
  void aRowForReturnsIsSilentWhenTheMethodThrows() throws Throwable {
    rows.method("ofLong").onEntry("in").onReturn("out", entered(), returned("long"));
    Class<?> woven = weave(Version.JAVA_8);

    assertThatThrownBy(() -> call(woven, "ofLong", true)).hasMessage("failed");
    assertThat(call(woven, "ofLong", false)).isEqualTo(6_000_000_000L);
    assertThat(transcript.lines).containsExactly("in[]", "in[]", "out[2, 6000000000]");
  }

  @Test
  void theCallerGetsTheVeryExceptionThatWasTold() throws Throwable {
    List<Object> told = new ArrayList<>();
    recorder = (event, values) -> told.add(values.get(0));
    rows.method("ofLong").onExit("out", thrown());
    Class<?> woven = weave(Version.JAVA_8);

    assertThatThrownBy(() -> call(woven, "ofLong", true))
        .satisfies(thrown -> assertThat(told).singleElement().isSameAs(thrown));
  }

  @ParameterizedTest
  @EnumSource
  void aConstructorIsToldOfOnceItsObjectIsThere(Version version) throws Throwable {
    rows.constructor("boolean", "long")
        .onEntry("in", argument(1), argument(0))
        .onReturn(
            "out",
            entered(),
            self(OBJECT),
            argument(0),
            argument(1),
            field("total", "long"),
            field("name", "java.lang.String"));
    Class<?> woven = weave(version);

    create(woven, true, 4L);
    assertThat(transcript.lines).containsExactly("in[4, true]", "out[1, one, true, 4, 6, one]");
    assertThatThrownBy(() -> create(woven, false, -1L)).hasMessage("negative");
    assertThat(transcript.lines).hasSize(3).last().isEqualTo("in[-1, false]");
  }

  @ParameterizedTest
  @EnumSource
  void whatAnEntryThrowsIsTheCallersAndTheMethodDoesNotRun(Version version) throws Throwable {
    IOException denied = new IOException("denied");
    recorder =
        (event, values) -> {
          transcript.told(event, values);
          throw denied;
        };
    rows.method("returnsNothing").onEntry("in", argument(0, OBJECT)).onExit("out", thrown());
    Class<?> woven = weave(version);
    List<Object> list = new ArrayList<>(List.of("here"));

    assertThatThrownBy(() -> call(woven, "returnsNothing", list)).isSameAs(denied);
    assertThat(list).containsExactly("here");
    assertThat(transcript.lines).containsExactly("in[[here]]");
  }

  @Test
  void whatAnExitThrowsIsNotTakenForTheMethods() throws Throwable {
    recorder =
        (event, values) -> {
          transcript.told(event, values);
          throw new IllegalStateException("of the exit");
        };
    rows.method("returnsNothing").onExit("out", argument(0, OBJECT), thrown());
    rows.method("ofLong").onExit("out", none(OBJECT), thrown());
    Class<?> woven = weave(Version.JAVA_8);

    assertThatThrownBy(() -> call(woven, "returnsNothing", List.of())).hasMessage("of the exit");
    assertThatThrownBy(() -> call(woven, "ofLong", true)).hasMessage("of the exit");
    assertThat(transcript.lines)
        .containsExactly("out[[], null]", "out[null, java.lang.IllegalStateException: failed]");
  }

  @ParameterizedTest
  @EnumSource
  void aLockIsHeldMeanwhileAndLetGo(Version version) throws Throwable {
    List<Boolean> held = new ArrayList<>();
    recorder = (event, values) -> held.add(Thread.holdsLock(values.get(0)));
    rows.method("locked", "double")
        .onEntry("in", self(OBJECT))
        .onExit("out", self(OBJECT), returned("double"), thrown());
    Class<?> woven = weave(version);
    Object object = woven.getConstructor(String.class).newInstance("me");

    assertThat(woven.getMethod("locked", double.class).invoke(object, 9.0)).isEqualTo(3.0);
    assertThatThrownBy(() -> woven.getMethod("locked", double.class).invoke(object, -1.0))
        .hasRootCauseMessage("negative");
    assertThat(held).containsExactly(true, true, true, true);
    assertThat(Thread.holdsLock(object)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void theVersionStaysAsItWas(Version version) throws Throwable {
    rows.method("ofLong").onExit("out", thrown());
    byte[] classFile = version.of(Shapes.class);
    byte[] woven = SocketWeaver.weave(rows, getClass().getClassLoader(), classFile);

    assertThat(woven).isNotEqualTo(classFile);
    assertThat(Arrays.copyOf(woven, 8)).isEqualTo(Arrays.copyOf(classFile, 8));
    assertThat(woven[7]).isEqualTo((byte) version.major);
  }

  @Test
  void handlersComeAfterTheMethodsOwn() throws Throwable {
    rows.method("catches", "int").onExit("out", thrown());
    byte[] woven =
        SocketWeaver.weave(rows, getClass().getClassLoader(), Version.JAVA_8.of(Shapes.class));

    List<String> handlers =
        ClassFiles.methods(woven).entrySet().stream()
            .filter(method -> method.getKey().contains(" catches("))
            .flatMap(method -> method.getValue().stream())
            .filter(line -> line.startsWith("catch "))
            .toList();
    assertThat(handlers).startsWith("catch java/lang/IllegalStateException");
    // the compiler's two for the finally block; one for each stretch between the returns
    assertThat(handlers.subList(1, handlers.size()))
        .hasSizeGreaterThan(3)
        .containsOnly("catch null");
  }

  @Test
  void debuggersFindLinesAndVariablesAsBefore() throws Throwable {
    rows.method("overwrites")
        .onEntry("in", self(OBJECT))
        .onExit("out", entered(), argument(0, "int"), thrown());
    Class<?> woven = weave(Version.JAVA_17);
    StackTraceElement here =
        catchFrom(() -> call(woven, "overwrites", 1, -2L, 3.5, 4f, "five", true, null));

    assertThat(here.getMethodName()).isEqualTo("overwrites");
    assertThat(here.getLineNumber())
        .isEqualTo(
            catchFrom(() -> new Shapes("me").overwrites(1, -2L, 3.5, 4f, "five", true, null))
                .getLineNumber());
    assertThat(woven.getDeclaredMethods()).hasSameSizeAs(Shapes.class.getDeclaredMethods());
  }

  private static StackTraceElement catchFrom(ThrowingCall call) throws Throwable {
    try {
      call.run();
      throw new AssertionError("nothing was thrown");
    } catch (IllegalStateException e) {
      return e.getStackTrace()[0];
    }
  }

  @FunctionalInterface
  private interface ThrowingCall {

    void run() throws Throwable;
  }

  private Class<?> weave(Version version) throws IOException {
    return new WovenClasses(rows, recorder).weave(version.of(Shapes.class));
  }

  private static Object create(Class<?> woven, boolean first, long number) throws Throwable {
    try {
      return woven.getConstructor(boolean.class, long.class).newInstance(first, number);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object call(Class<?> woven, String name, Object... arguments) throws Throwable {
    Object object = woven.getConstructor(String.class).newInstance("me");
    for (java.lang.reflect.Method method : woven.getMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new AssertionError(name);
  }
}
