package io.porteiro.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Weaves the class files of the JDK that the tests run on, which is 17. */
class SocketWeaverTest {

  private static final String PORTEIRO = Type.getInternalName(Porteiro.class);

  /** What is woven on 17; the empty ones are there, but for other versions' sake. */
  private static final Map<String, List<String>> EXPECTED =
      Map.ofEntries(
          Map.entry("java.net.ServerSocket", List.of("bind(SocketAddress, int)")),
          Map.entry("sun.nio.ch.NioSocketImpl", List.of("accept(SocketImpl)")),
          Map.entry(
              "java.net.AbstractPlainSocketImpl",
              List.of("accept(SocketImpl)", "socketPreClose()", "socketClose()")),
          Map.entry("java.net.SocketCleanable", List.of("performCleanup()")),
          Map.entry(
              "sun.nio.ch.ServerSocketChannelImpl",
              List.of(
                  "<init>(SelectorProvider, ProtocolFamily)",
                  "<init>(SelectorProvider, ProtocolFamily, FileDescriptor, boolean)",
                  "bind(SocketAddress, int)",
                  "implAccept(FileDescriptor, FileDescriptor, SocketAddress[])")),
          Map.entry(
              "sun.nio.ch.AsynchronousServerSocketChannelImpl",
              List.of("bind(SocketAddress, int)")),
          Map.entry(
              "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl",
              List.of(
                  "finishAccept(FileDescriptor, InetSocketAddress, AccessControlContext)",
                  "implAccept(Object, CompletionHandler)")),
          Map.entry(
              "sun.nio.ch.Invoker",
              List.of(
                  "invoke(AsynchronousChannel, CompletionHandler, Object, Object, Throwable)",
                  "invokeIndirectly(AsynchronousChannel, CompletionHandler, Object, Object,"
                      + " Throwable)")),
          Map.entry("sun.nio.ch.PendingFuture", List.of("setResult(Object, Throwable)")),
          Map.entry(
              "sun.nio.ch.DatagramChannelImpl",
              List.of(
                  "<init>(SelectorProvider, ProtocolFamily, boolean)",
                  "bind(SocketAddress)",
                  "bindInternal(SocketAddress)",
                  "receiveIntoNativeBuffer(ByteBuffer, int, int, boolean)",
                  "sendFromNativeBuffer(FileDescriptor, ByteBuffer, InetSocketAddress)")),
          Map.entry(
              "sun.nio.ch.DatagramDispatcher",
              List.of(
                  "read(FileDescriptor, long, int)",
                  "readv(FileDescriptor, long, int)",
                  "write(FileDescriptor, long, int)",
                  "writev(FileDescriptor, long, int)",
                  "preClose(FileDescriptor, long, long)",
                  "close(FileDescriptor)")),
          Map.entry(
              "java.lang.Runtime", List.of("load0(Class, String)", "loadLibrary0(Class, String)")),
          Map.entry("java.net.DatagramSocket", List.of("bind(SocketAddress)")),
          Map.entry("java.net.MulticastSocket", List.of()),
          Map.entry(
              "java.net.AbstractPlainDatagramSocketImpl",
              List.of(
                  "bind(int, InetAddress)",
                  "receive(DatagramPacket)",
                  "send(DatagramPacket)",
                  "close()")),
          Map.entry(
              "sun.nio.ch.SocketDispatcher",
              List.of("preClose(FileDescriptor, long, long)", "close(FileDescriptor)")));

  static Stream<String> typesOfThisJdk() {
    return EXPECTED.keySet().stream().sorted();
  }

  @Test
  void everyTypeOfThisJdkIsExpected() throws IOException {
    for (TypeInstrumentation instrumentation : SocketWeaver.instrumentations()) {
      String type = instrumentation.typeName();

      assertThat(ClassFiles.ofJdk(type) != null).as(type).isEqualTo(EXPECTED.containsKey(type));
    }
  }

  @ParameterizedTest
  @MethodSource("typesOfThisJdk")
  void theExpectedMethodsAreWovenAndNoOther(String type) throws IOException {
    byte[] original = ClassFiles.ofJdk(type);
    Map<String, List<String>> before = ClassFiles.methods(original);
    Map<String, List<String>> after = ClassFiles.methods(weave(type, original));

    assertThat(after.keySet())
        .filteredOn(method -> callsPorteiro(after.get(method)))
        .extracting(method -> method.substring(method.indexOf(' ') + 1, method.lastIndexOf(' ')))
        .containsExactlyInAnyOrderElementsOf(EXPECTED.get(type));
    after.forEach(
        (method, code) -> {
          if (!callsPorteiro(code)) {
            assertThat(code).as(method).isEqualTo(before.get(method));
          }
        });
  }

  /** Values are loaded and handed over; no branch, no type of ours, no variable of the method's. */
  @ParameterizedTest
  @MethodSource("typesOfThisJdk")
  void theMethodsCodeIsAllThereAndOnlyCallsAreAdded(String type) throws IOException {
    byte[] original = ClassFiles.ofJdk(type);
    Map<String, List<String>> before = ClassFiles.methods(original);
    Map<String, Integer> variables = ClassFiles.variables(original);
    ClassFiles.methods(weave(type, original))
        .forEach(
            (method, code) -> {
              List<String> added = added(before.get(method), code);
              assertThat(added)
                  .as(method)
                  .allMatch(line -> isAllowed(line, variables.getOrDefault(method, 0)));
            });
  }

  @ParameterizedTest
  @MethodSource("typesOfThisJdk")
  void noMemberIsAddedOrChanged(String type) throws IOException {
    byte[] original = ClassFiles.ofJdk(type);
    byte[] woven = weave(type, original);

    assertThat(ClassFiles.fields(woven))
        .containsExactlyInAnyOrderElementsOf(ClassFiles.fields(original));
    assertThat(ClassFiles.methods(woven).keySet()).isEqualTo(ClassFiles.methods(original).keySet());
  }

  @ParameterizedTest
  @MethodSource("typesOfThisJdk")
  void weavingTwiceGivesTheSame(String type) throws IOException {
    byte[] original = ClassFiles.ofJdk(type);

    assertThat(weave(type, original)).isEqualTo(weave(type, original));
  }

  @Test
  void anotherClassIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weave("java.net.Socket", ClassFiles.ofJdk("java.net.Socket")))
        .withMessage("java/net/Socket");
  }

  @Test
  void theTransformerWaitsForTheVeryTypesThatAreWoven() throws ReflectiveOperationException {
    Field targets = Class.forName("io.porteiro.agent.JdkTransformer").getDeclaredField("TARGETS");
    targets.setAccessible(true);

    assertThat((String[]) targets.get(null))
        .containsExactlyInAnyOrderElementsOf(
            SocketWeaver.instrumentations().stream()
                .map(instrumentation -> instrumentation.typeName().replace('.', '/'))
                .toList());
  }

  private static byte[] weave(String type, byte[] classFile) {
    return new SocketWeaver().transform(null, type.replace('.', '/'), null, null, classFile);
  }

  private static boolean callsPorteiro(List<String> code) {
    return code.stream().anyMatch(line -> line.contains(PORTEIRO + "."));
  }

  /** What is left of the woven code when the original's has been found in it, in its order. */
  private static List<String> added(List<String> original, List<String> woven) {
    List<String> added = new ArrayList<>();
    Iterator<String> rest = original.iterator();
    String next = rest.hasNext() ? rest.next() : null;
    for (String line : woven) {
      if (line.equals(next)) {
        next = rest.hasNext() ? rest.next() : null;
      } else {
        added.add(line);
      }
    }
    assertThat(next).as("all of the original's code").isNull();
    return added;
  }

  private static boolean isAllowed(String line, int variables) {
    if (line.equals("catch null")) {
      return true;
    }
    String[] words = line.split(" ", 2);
    int opcode = Integer.parseInt(words[0]);
    switch (opcode) {
      case Opcodes.INVOKESTATIC:
        return words[1].startsWith(PORTEIRO + ".");
      case Opcodes.INVOKEVIRTUAL:
        return words[1].equals("java/net/DatagramPacket.getLength()I");
      case Opcodes.GETFIELD:
        return words[1].matches(".*\\.(fd|impl|localAddress|channel|family)");
      case Opcodes.ACONST_NULL:
      case Opcodes.ICONST_0:
      case Opcodes.I2L:
      case Opcodes.ATHROW:
        return true;
      default:
        return Opcodes.ILOAD <= opcode && opcode <= Opcodes.ALOAD
            || Opcodes.ISTORE <= opcode
                && opcode <= Opcodes.ASTORE
                && Integer.parseInt(words[1]) >= variables;
    }
  }
}
