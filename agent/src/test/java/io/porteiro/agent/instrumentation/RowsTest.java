package io.porteiro.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.bootstrap.Porteiro;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.BindException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Type;

/** The rows of all types and JDKs: a mistake in one is a linkage error in the application. */
class RowsTest {

  private static final Pattern JAVA_OR_PRIMITIVE = Pattern.compile("java\\.[a-z.]+\\w+|[a-z]+");

  static Stream<TypeInstrumentation> types() {
    return Stream.concat(SocketWeaver.instrumentations().stream(), SocketWeaver.netty().stream());
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachSaysSomething(TypeInstrumentation type) {
    assertThat(type.rows()).isNotEmpty().allMatch(row -> !row.calls().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachCallsWhatPorteiroHas(TypeInstrumentation type) {
    assertThat(calls(type))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(events())
                    .extracting(method -> method.getName() + Type.getMethodDescriptor(method))
                    .contains(call.method + call.descriptor()));
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachSpeaksOfTheJdksPublicTypesOnly(TypeInstrumentation type) {
    assertThat(calls(type).stream().map(PorteiroCall::descriptor).flatMap(RowsTest::types))
        .allMatch(name -> JAVA_OR_PRIMITIVE.matcher(name).matches());
  }

  @Test
  void thereIsARowForEveryThingThatPorteiroPassesOn() {
    List<String> called =
        types()
            .flatMap(type -> calls(type).stream())
            .map(call -> call.method + call.descriptor())
            .toList();

    assertThat(events())
        .extracting(method -> method.getName() + Type.getMethodDescriptor(method))
        .allMatch(called::contains);
  }

  /** An exception of a call is the application's: that a bind is refused is the one there is. */
  @Test
  void nothingButABindThatBeginsDeclaresAnException() {
    assertThat(events())
        .allSatisfy(
            event ->
                assertThat(event.getExceptionTypes())
                    .isEqualTo(
                        event.getName().matches("binding|datagramBinding")
                            ? new Class<?>[] {BindException.class}
                            : new Class<?>[0]));
  }

  @ParameterizedTest
  @MethodSource("types")
  void noExitCallsWhatDeclaresAnException(TypeInstrumentation type) {
    assertThat(type.rows())
        .allSatisfy(
            row -> {
              if (row.onReturn() != null) {
                assertThat(row.onReturn().method).doesNotMatch("binding|datagramBinding");
              }
            });
  }

  private static List<PorteiroCall> calls(TypeInstrumentation type) {
    return type.rows().stream().flatMap(row -> row.calls().stream()).toList();
  }

  private static List<Method> events() {
    return Arrays.stream(Porteiro.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> !List.of("tell", "whenNettyIsLoaded").contains(method.getName()))
        .toList();
  }

  private static Stream<String> types(String descriptor) {
    return Stream.concat(
            Stream.of(Type.getReturnType(descriptor)),
            Arrays.stream(Type.getArgumentTypes(descriptor)))
        .map(Type::getClassName);
  }
}
