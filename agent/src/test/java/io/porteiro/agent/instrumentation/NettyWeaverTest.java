package io.porteiro.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.bootstrap.Porteiro;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;

/** Weaves the class files of the versions of Netty that the integration tests run on. */
class NettyWeaverTest {

  private static final String PORTEIRO = Type.getInternalName(Porteiro.class);
  private static final String PACKETS = "io/netty/channel/epoll/NativeDatagramPacketArray";

  private static final List<String> FILE_DESCRIPTOR =
      List.of(
          "markClosed()",
          "read(ByteBuffer, int, int)",
          "readAddress(long, int, int)",
          "write(ByteBuffer, int, int)",
          "writeAddress(long, int, int)",
          "writev(ByteBuffer[], int, int, long)",
          "writevAddresses(long, int)");

  private static final List<String> SOCKET =
      List.of(
          "newSocketStream0(boolean)",
          "newSocketDomain0()",
          "newSocketDgram0(boolean)",
          "bind(SocketAddress)",
          "connect(SocketAddress)",
          "listen(int)",
          "accept(byte[])",
          "recv(ByteBuffer, int, int)",
          "recvAddress(long, int, int)",
          "recvFrom(ByteBuffer, int, int)",
          "recvFromAddress(long, int, int)",
          "send(ByteBuffer, int, int)",
          "sendAddress(long, int, int)",
          "sendTo(ByteBuffer, int, int, InetAddress, int, boolean)",
          "sendToAddress(long, int, int, InetAddress, int, boolean)",
          "sendToAddresses(long, int, InetAddress, int, boolean)");

  private static final Map<String, List<String>> EXPECTED =
      Map.of(
          "io/netty/channel/unix/FileDescriptor",
          FILE_DESCRIPTOR,
          "io/netty/channel/unix/Socket",
          SOCKET,
          "io/netty/channel/epoll/LinuxSocket",
          List.of(
              "recvmsg(NativeDatagramPacketArray$NativeDatagramPacket)",
              "recvmmsg(NativeDatagramPacketArray$NativeDatagramPacket[], int, int)",
              "sendmmsg(NativeDatagramPacketArray$NativeDatagramPacket[], int, int)"),
          PACKETS,
          List.of("add0(ByteBuf, int, int, int, InetSocketAddress)", "clear()"),
          PACKETS + "$NativeDatagramPacket",
          List.of("newDatagramPacket(ByteBuf, InetSocketAddress)"),
          "io/netty/channel/uring/AbstractIoUringChannel$AbstractUringUnsafe",
          List.of(
              "readComplete(byte, int, int, short)",
              "writeComplete(byte, int, int, long)",
              "connectComplete(byte, int, int, long)"),
          "io/netty/incubator/channel/uring/AbstractIOUringChannel$AbstractUringUnsafe",
          List.of("readComplete(int, int)", "writeComplete(int, int)", "connectComplete(int)"));

  static Stream<Arguments> types() {
    return EXPECTED.keySet().stream()
        .sorted()
        .flatMap(
            type ->
                Stream.of("netty-4.1", "netty-4.2")
                    .filter(version -> isOf(version, type))
                    .map(version -> Arguments.of(type, version)));
  }

  /** io_uring came to Netty with 4.2, and was in an incubator before. */
  private static boolean isOf(String version, String type) {
    return !type.contains("/uring/") || type.contains("incubator") == version.equals("netty-4.1");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("types")
  void theExpectedMethodsAreWovenAndNoOther(String type, String version) throws IOException {
    try (URLClassLoader loader = loader(version)) {
      Map<String, List<String>> after = ClassFiles.methods(weave(loader, type));

      assertThat(after.keySet())
          .filteredOn(method -> callsPorteiro(after.get(method)))
          .extracting(method -> method.substring(method.indexOf(' ') + 1, method.lastIndexOf(' ')))
          .containsExactlyInAnyOrderElementsOf(EXPECTED.get(type));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("types")
  void noMemberIsAddedOrChanged(String type, String version) throws IOException {
    try (URLClassLoader loader = loader(version)) {
      byte[] original = read(loader, type);
      byte[] woven = weave(loader, type);

      assertThat(ClassFiles.fields(woven))
          .containsExactlyInAnyOrderElementsOf(ClassFiles.fields(original));
      assertThat(ClassFiles.methods(woven).keySet())
          .isEqualTo(ClassFiles.methods(original).keySet());
    }
  }

  @Test
  void everyTypeIsWaitedFor() throws ReflectiveOperationException {
    Field targets = Class.forName("io.porteiro.agent.NettyClasses").getDeclaredField("TARGETS");
    targets.setAccessible(true);

    assertThat((String[]) targets.get(null))
        .containsExactlyInAnyOrderElementsOf(
            SocketWeaver.netty().stream()
                .map(type -> type.typeName().replace('.', '/').replace("*/", ""))
                .toList());
    assertThat(EXPECTED).hasSameSizeAs(SocketWeaver.netty());
  }

  private static byte[] weave(ClassLoader loader, String type) throws IOException {
    byte[] woven = new SocketWeaver().transform(loader, type, null, null, read(loader, type));
    assertThat(new ClassReader(woven).getClassName()).isEqualTo(type);
    return woven;
  }

  private static byte[] read(ClassLoader loader, String type) throws IOException {
    try (InputStream in = loader.getResourceAsStream(type + ".class")) {
      return in.readAllBytes();
    }
  }

  private static boolean callsPorteiro(List<String> code) {
    return code.stream().anyMatch(line -> line.contains(PORTEIRO + "."));
  }

  private static URLClassLoader loader(String version) throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "it-libs", version))) {
      URL[] urls = jars.map(NettyWeaverTest::url).toArray(URL[]::new);
      assertThat(Arrays.asList(urls)).isNotEmpty();
      return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
