package io.porteiro.agent.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Files that no kernel would write: nothing is thrown, nothing takes long, nothing is made up. */
class KernelSocketsFuzzTest {

  private static final String[] TABLES = {"tcp", "tcp6", "udp", "udp6", "unix"};
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int OURS = 32;

  private FakeProc proc;

  @BeforeProperty
  void makeProc() throws IOException {
    proc = new FakeProc(Files.createTempDirectory("kernel-fuzz"));
    for (int inode = 1; inode <= OURS; inode++) {
      proc.open(2 + inode, inode);
    }
  }

  @AfterProperty
  void deleteProc() throws IOException {
    try (var files = Files.walk(proc.root)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 20_000)
  void anyFileIsRead(@ForAll("tableNames") String table, @ForAll("files") byte[] file) {
    proc.table(table, file).table("sockstat", file).somaxconn(new String(file, ISO_8859_1));
    long start = System.nanoTime();

    KernelSockets sockets = proc.sockets();
    KernelTable read = sockets.read();
    sockets.read();
    sockets.connections(80);
    int somaxconn = sockets.somaxconn();

    assertThat(System.nanoTime() - start).isLessThan(MAX_NANOS);
    assertThat(somaxconn).isPositive();
    assertThat(read.sockets()).hasSizeLessThanOrEqualTo(OURS);
    for (KernelSocket socket : read.sockets()) {
      assertThat(socket.inode()).isBetween(1L, (long) OURS);
      assertThat(socket.descriptor()).isEqualTo((int) socket.inode() + 2);
      assertThat(socket.port()).isBetween(0, 65535);
      assertThat(socket.address() == null).isEqualTo(socket.protocol().equals("unix"));
    }
    proc.table(table, new byte[0]);
  }

  @Property(tries = 2_000)
  void whatIsWellFormedSurvivesWhatIsNot(@ForAll("noise") List<byte[]> noise) {
    List<Integer> ports = new ArrayList<>();
    StringBuilder tcp = new StringBuilder(FakeProc.TCP_HEADER);
    for (int i = 0; i < noise.size() && i < OURS; i++) {
      tcp.append(new String(noise.get(i), ISO_8859_1)).append('\n');
      tcp.append(FakeProc.listener(1000 + i, 1 + i));
      ports.add(1000 + i);
    }
    proc.table("tcp", tcp.toString()).table("sockstat", "");

    assertThat(proc.sockets().read().sockets())
        .extracting(KernelSocket::port)
        .containsExactlyElementsOf(ports);
  }

  @Provide
  Arbitrary<String> tableNames() {
    return Arbitraries.of(TABLES);
  }

  @Provide
  Arbitrary<byte[]> files() {
    return Arbitraries.oneOf(garbage(10_000), spliced(), spliced().map(this::withoutLineFeeds));
  }

  /** Lines that are no rows: a state is two hexadecimal digits between blanks. */
  @Provide
  Arbitrary<List<byte[]>> noise() {
    Arbitrary<byte[]> line =
        Arbitraries.oneOf(garbage(200), garbage(3 * TableFile.MAX_LINE))
            .map(
                bytes -> {
                  for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] == ':') {
                      bytes[i] = 0;
                    }
                  }
                  return bytes;
                });
    return line.list().ofMaxSize(12);
  }

  /** Of a seed: an arbitrary for each byte would take a hundred times as long. */
  private static Arbitrary<byte[]> garbage(int size) {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, size))
        .as(
            (seed, length) -> {
              byte[] bytes = new byte[length];
              new Random(seed).nextBytes(bytes);
              return bytes;
            });
  }

  /** Pieces of rows, numbers of any size and garbage, in any order. */
  private static Arbitrary<byte[]> spliced() {
    Arbitrary<String> row =
        Arbitraries.of(
            FakeProc.listener(80, 1),
            FakeProc.tcpRow(80, "01", 2),
            FakeProc.tcpRow(80, "07", 3),
            FakeProc.listener(81, 4).replace("0100007F", "0000000000000000FFFF00000100007F"),
            "  1: 00000000000000000000000001000000:14EA 00000000000000000000000000000000:0000 07"
                + " 00000000:00000900 00:00000000 00000000 0 0 5 2 0000000038879f65 11\n",
            "00000000379c3741: 00000002 00000000 00010000 0001 01 6 /tmp/line\nfeed\n\n",
            "00000000da885070: 00000002 00000000 00010000 0001 01     7 @abstract@name\n",
            "000000008e373dbf: 00000002 00000000 00000000 0001 01 8\n",
            "TCP: inuse 1 orphan 0 tw 0 alloc 5 mem 119\n",
            FakeProc.TCP_HEADER);
    Arbitrary<String> cut =
        Combinators.combine(row, Arbitraries.integers().between(0, 160))
            .as((text, length) -> text.substring(0, Math.min(length, text.length())));
    Arbitrary<String> number = Arbitraries.bigIntegers().map(value -> value + " ");
    Arbitrary<String> noise = garbage(40).map(bytes -> new String(bytes, ISO_8859_1));
    Arbitrary<String> filler =
        Arbitraries.integers()
            .between(TableFile.MAX_LINE - 200, 2 * TableFile.MAX_LINE + 200)
            .map(" "::repeat);
    return Arbitraries.frequencyOf(
            Tuple.of(8, row),
            Tuple.of(4, cut),
            Tuple.of(2, number),
            Tuple.of(2, noise),
            Tuple.of(1, filler))
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces).getBytes(ISO_8859_1));
  }

  private byte[] withoutLineFeeds(byte[] bytes) {
    return new String(bytes, ISO_8859_1).replace("\n", "").getBytes(ISO_8859_1);
  }
}
