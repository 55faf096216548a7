package io.porteiro.agent.instrumentation;

import static io.porteiro.agent.instrumentation.TypeInstrumentation.argument;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.entered;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.field;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.fieldOrZero;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.none;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.number;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.returned;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.self;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.Opcodes;

/** What a row may say. */
class TypeInstrumentationTest {

  private static final String OBJECT = "java.lang.Object";

  private final WovenClasses.Transcript transcript = new WovenClasses.Transcript();
  private final TypeInstrumentation rows = new TypeInstrumentation(Shapes.class.getName()) {};

  @ParameterizedTest
  @CsvSource({
    "java.net.Socket, java/net/Socket, true",
    "java.net.Socket, java/net/SocketImpl, false",
    "java.net.Socket, my/java/net/Socket, false",
    "*.netty.channel.unix.Socket, io/netty/channel/unix/Socket, true",
    "*.netty.channel.unix.Socket, a/b/shaded/netty/channel/unix/Socket, true",
    "*.netty.channel.unix.Socket, io/netty/channel/unix/SocketAddress, false",
    "*.netty.channel.unix.Socket, my/kinetty/channel/unix/Socket, false",
    "*netty.channel.unix.Socket, netty/channel/unix/Socket, true",
  })
  void aTypeIsNamedOrHowItsNameEnds(String name, String type, boolean matches) {
    assertThat(new TypeInstrumentation(name) {}.matches(type)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(ILjava/net/SocketAddress;)V | true",
        "(ILjava/net/SocketAddress;J)Z | true",
        "(ILmy/java/net/SocketAddress;)V | true",
        "(JLjava/net/SocketAddress;)V | false",
        "(ILjava/net/SocketAddress$Inner;)V | false",
        "(I[Ljava/net/SocketAddress;)V | false",
        "(I)V | false",
        "()V | false",
      })
  void aMethodIsKnownByItsFirstParameters(String descriptor, boolean matches) {
    MethodInstrumentation row = rows.method("bind", "int", "*net.SocketAddress");

    assertThat(rows.row(Opcodes.ACC_PRIVATE, "bind", descriptor)).isSameAs(matches ? row : null);
    assertThat(rows.row(Opcodes.ACC_STATIC, "bind0", descriptor)).isNull();
  }

  @Test
  void arraysAndAnyTypeAreParametersToo() {
    rows.method("a", "byte[]", "java.lang.String[][]", "*", "int");

    assertThat(rows.row(0, "a", "([B[[Ljava/lang/String;JI)V")).isNotNull();
    assertThat(rows.row(0, "a", "([B[Ljava/lang/String;JI)V")).isNull();
    assertThat(
            rows.method("b", "byte[]", "java.lang.String[][]")
                .onEntry("in", argument(0), argument(1))
                .calls())
        .singleElement()
        .extracting(PorteiroCall::descriptor)
        .isEqualTo("([B[[Ljava/lang/String;)V");
  }

  @Test
  void whatHasNoBodyOrIsTheCompilersOwnIsPassedOver() {
    rows.method("bind");

    assertThat(rows.row(Opcodes.ACC_ABSTRACT, "bind", "()V")).isNull();
    assertThat(rows.row(Opcodes.ACC_NATIVE | Opcodes.ACC_PUBLIC, "bind", "()V")).isNull();
    assertThat(rows.row(Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC, "bind", "()V")).isNull();
    assertThat(rows.row(Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_FINAL, "bind", "()V")).isNotNull();
  }

  @Test
  void theFirstRowThatMatchesCounts() {
    MethodInstrumentation first = rows.method("bind", "int");
    MethodInstrumentation second = rows.method("bind");

    assertThat(rows.row(0, "bind", "(I)V")).isSameAs(first);
    assertThat(rows.row(0, "bind", "(J)V")).isSameAs(second);
  }

  @Test
  void aRowForJava8MatchesNothingHere() {
    rows.method("bind").onJava8().onEntry("in");

    assertThat(rows.row(0, "bind", "()V")).isNull();
  }

  @Test
  void theMethodOfPorteiroFollowsFromTheValues() {
    MethodInstrumentation row =
        rows.method("bind", "java.net.SocketAddress", "int")
            .onEntry("in", self("java.net.SocketImpl"), argument(0), argument(1, "long"))
            .onExit(
                "out",
                entered(),
                field("fd", "java.io.FileDescriptor"),
                none("java.lang.String"),
                number(3),
                returned("boolean"),
                argument(4, "java.net.InetAddress").call("isAnyLocal", "boolean"),
                thrown());

    assertThat(row.calls())
        .extracting(call -> call.method + call.descriptor())
        .containsExactly(
            "in(Ljava/net/SocketImpl;Ljava/net/SocketAddress;J)Ljava/lang/Object;",
            "out(Ljava/lang/Object;Ljava/io/FileDescriptor;Ljava/lang/String;IZZ"
                + "Ljava/lang/Throwable;)V");
    assertThat(rows.method("close").onEntry("in").onReturn("out").calls())
        .extracting(call -> call.method + call.descriptor())
        .containsExactly("in()V", "out()V");
  }

  @Test
  void aRowThatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.method("a").onEntry("in", returned("int")));
    assertThatIllegalArgumentException().isThrownBy(() -> rows.method("a").onEntry("in", thrown()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.method("a").onEntry("in", entered()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.method("a").onReturn("out", entered()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.constructor().onEntry("in", self(OBJECT)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.constructor().onEntry("in", field("name", OBJECT)));
    assertThatIllegalArgumentException().isThrownBy(() -> rows.constructor().onExit("out"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.method("a", "*Socket").onEntry("in", argument(0)));
  }

  @Test
  void whatIsInheritedIsReadAndCalledToo() throws Exception {
    rows.method("compareTo", Shapes.class.getName())
        .onEntry(
            "in",
            field("name", OBJECT),
            self(OBJECT).call("length", "long"),
            argument(0).call("length", "int"))
        .onReturn("out", argument(0).call("length", "int"), returned("long"));
    rows.method("returnsNothing", "java.util.List")
        .onEntry("in", argument(0).call("size", "long"))
        .onReturn("out", argument(0).call("isEmpty", "boolean"));
    Class<?> woven = weave();
    Object shape = woven.getConstructor(String.class).newInstance("four");
    Object other = woven.getConstructor(String.class).newInstance("fours");
    woven.getMethod("compareTo", woven).invoke(shape, other);
    woven.getMethod("returnsNothing", List.class).invoke(shape, List.of());

    assertThat(transcript.lines)
        .containsExactly("in[four, 4, 5]", "out[5, -1]", "in[0]", "out[true]");
  }

  @Test
  void aFieldThatIsNotThereOrNotItsOwnIsNotReadAndTheTypeNotWoven() {
    for (String name : new String[] {"nothing", "hidden", "common"}) {
      TypeInstrumentation type = new TypeInstrumentation(Shapes.class.getName()) {};
      type.method("returnsNothing").onEntry("in", field(name, "int"));

      assertThatIllegalStateException()
          .isThrownBy(() -> weave(type))
          .withMessageContaining(name)
          .withMessageContaining("Shapes");
    }
  }

  @Test
  void aMethodThatIsNotThereOrNotItsOwnIsNotCalledAndTheTypeNotWoven() {
    for (String name : new String[] {"nothing", "fail", "ofNobody", "returnsNothing"}) {
      TypeInstrumentation type = new TypeInstrumentation(Shapes.class.getName()) {};
      type.method("returnsNothing").onEntry("in", self(OBJECT).call(name, "int"));

      assertThatIllegalStateException().isThrownBy(() -> weave(type)).withMessageContaining(name);
    }
  }

  @Test
  void aValueOfAnotherTypeThanItsPlaceIsRefused() {
    refused(type -> type.method("returnsNothing").onEntry("in", argument(0, "int")));
    refused(type -> type.method("returnsNothing").onEntry("in", argument(1, OBJECT)));
    refused(type -> type.method("returnsNothing").onReturn("out", returned("int")));
    refused(type -> type.method("returnsNothing").onReturn("out", returned(OBJECT)));
    refused(type -> type.method("ofLong").onReturn("out", returned("int")));
    refused(type -> type.method("ofFloat").onReturn("out", returned("long")));
    refused(type -> type.method("isStatic").onReturn("out", self(OBJECT)));
    refused(type -> type.method("isStatic").onEntry("in", field("total", "long")));
    refused(type -> type.method("ofLong").onReturn("out", field("total", "int")));
  }

  @Test
  void aRowGivesWayWhereTheTypeHasTheMethodOfAnother() throws Exception {
    MethodInstrumentation there = rows.method("returnsNothing").onEntry("preferred");
    rows.method("ofLong").unless(there).onEntry("gave way");
    MethodInstrumentation missing = rows.method("missing").onEntry("missing");
    rows.method("isStatic").unless(missing).onEntry("stands in");
    Class<?> woven = weave();
    Object shape = woven.getConstructor(String.class).newInstance("four");
    woven.getMethod("returnsNothing", List.class).invoke(shape, List.of());
    woven.getMethod("ofLong", boolean.class).invoke(shape, false);
    woven.getMethod("isStatic", long.class, Object.class, double.class).invoke(null, 1L, "", 2.0);

    assertThat(transcript.lines).containsExactly("preferred[]", "stands in[]");
  }

  @Test
  void aFieldThatOnlySomeVersionsHaveIsZeroInTheOthers() throws Exception {
    rows.method("returnsNothing")
        .onEntry("in", fieldOrZero("total", "long"), fieldOrZero("missing", "int"));
    Class<?> woven = weave();
    Object shape = woven.getConstructor(String.class).newInstance("four");
    woven.getMethod("returnsNothing", List.class).invoke(shape, List.of());

    assertThat(transcript.lines).containsExactly("in[-1, 0]");
  }

  @Test
  void aTypeWithoutAMethodToWeaveStaysTheVerySameBytes() throws IOException {
    rows.method("missing").onEntry("in");
    byte[] classFile = ClassFiles.ofJdk(Shapes.class.getName());

    assertThat(SocketWeaver.weave(rows, getClass().getClassLoader(), classFile))
        .isSameAs(classFile);
  }

  private static void refused(Consumer<TypeInstrumentation> row) {
    TypeInstrumentation type = new TypeInstrumentation(Shapes.class.getName()) {};
    row.accept(type);

    assertThatIllegalStateException().isThrownBy(() -> weave(type));
  }

  private Class<?> weave() throws IOException {
    return new WovenClasses(rows, transcript).weave(ClassFiles.ofJdk(Shapes.class.getName()));
  }

  private static void weave(TypeInstrumentation type) throws IOException {
    ClassLoader loader = TypeInstrumentationTest.class.getClassLoader();
    SocketWeaver.weave(type, loader, ClassFiles.ofJdk(Shapes.class.getName()));
  }
}
