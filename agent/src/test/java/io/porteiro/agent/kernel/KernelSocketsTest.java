package io.porteiro.agent.kernel;

import static io.porteiro.agent.kernel.FakeProc.TCP_HEADER;
import static io.porteiro.agent.kernel.FakeProc.listener;
import static io.porteiro.agent.kernel.FakeProc.tcpRow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against rows of a real kernel (6.18) in a folder that looks like /proc. */
class KernelSocketsTest {

  private static final String TCP =
      TCP_HEADER
          + """
             0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 13454643 4 00000000339f8f62 100 0 0 10 0                 \s
             1: 00000000:0201 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13454647 1 00000000eb2713c8 100 0 0 10 0                 \s
             2: 0100007F:1F90 0100007F:AF92 01 00000000:00000000 00:00000000 00000000     0        0 0 1 00000000622ec93f 20 0 0 10 -1                        \s
             3: 0100007F:AF92 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 13454644 2 0000000021fef20b 20 0 0 10 -1                 \s
          """;

  private static final String TCP6 =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 00000000000000000000000000000000:2911 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13454648 1 00000000b9f203d1 100 0 0 10 0
         1: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13454652 1 00000000ebe02dbd 100 0 0 10 0
         2: 00000000000000000000000001000000:20FB 00000000000000000000000000000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 13454649 3 000000003b3ef595 100 0 0 10 0
         3: 00000000000000000000000001000000:20FB 00000000000000000000000001000000:C0BC 01 00000000:00000000 00:00000000 00000000     0        0 0 1 00000000cbff0467 20 0 0 10 -1
      """;

  private static final String UDP =
      """
         sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops           \s
       6601: 0100007F:9C41 0100007F:0201 01 00000000:00000000 00:00000000 00000000     0        0 13454661 2 00000000126bfc2e 0     \s
      16265: 0100007F:0201 00000000:0000 07 00000000:00000900 00:00000000 00000000     0        0 13454655 2 0000000093cf95c0 39    \s
      """;

  private static final String UDP6 =
      """
        sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
       4721: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13454657 2 000000008b6f708b 0
       4722: 00000000000000000000000001000000:14EA 00000000000000000000000000000000:0000 07 00000000:00000900 00:00000000 00000000     0        0 13454659 2 0000000038879f65 11
      """;

  private static final String UNIX =
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      00000000d717ad8c: 00000003 00000000 00000000 0001 03 13454673
      000000008e373dbf: 00000002 00000000 00000000 0001 01 13454672
      00000000700db702: 00000002 00000000 00010000 0001 01 13454663 /tmp/kx/plain.sock
      00000000a5ef576b: 00000002 00000000 00010000 0001 01 13454664 /tmp/kx/with two  spaces\s
      0000000081f16fbe: 00000003 00000000 00000000 0001 03 13454674
      00000000379c3741: 00000002 00000000 00010000 0001 01 13454665 /tmp/kx/line
      feed

      end

      00000000886f9d5e: 00000002 00000000 00010000 0001 01 13454667 relative.sock
      00000000650f7ae9: 00000002 00000000 00000000 0002 01 13454668 /tmp/kx/dgram
      0000000011245d49: 00000002 00000000 00010000 0005 01 13454669 /tmp/kx/seq
      0000000097815c61: 00000002 00000000 00010000 0001 01 13454670\s
      first
      000000005ab2f4ac: 00000002 00000000 00010000 0001 01 13454671 @
      00000000da885070: 00000002 00000000 00010000 0001 01 13454666 @abstract@name
      """;

  private static final int FIRST_INODE = 13454643;
  private static final int LAST_INODE = 13454674;

  @TempDir Path folder;
  private FakeProc proc;

  @BeforeEach
  void makeProc() {
    proc = new FakeProc(folder);
  }

  @Test
  void tcpListenersAreRead() {
    openAll();
    proc.table("tcp", TCP).table("tcp6", TCP6);

    assertThat(shown(proc.sockets()))
        .containsExactly(
            "tcp 127.0.0.1 8080, inode 13454643, descriptor 3, queue 3, drops -1",
            "tcp 0.0.0.0 513, inode 13454647, descriptor 7, queue 0, drops -1",
            "tcp 0:0:0:0:0:0:0:0 10513, inode 13454648, descriptor 8, queue 0, drops -1",
            "tcp 127.0.0.1 8081, inode 13454652, descriptor 12, queue 0, drops -1",
            "tcp 0:0:0:0:0:0:0:1 8443, inode 13454649, descriptor 9, queue 2, drops -1");
  }

  @Test
  void udpSocketsAreReadWithTheirDrops() {
    openAll();
    proc.table("udp", UDP).table("udp6", UDP6);

    assertThat(shown(proc.sockets()))
        .containsExactly(
            "udp 127.0.0.1 40001, inode 13454661, descriptor 21, queue 0, drops 0",
            "udp 127.0.0.1 513, inode 13454655, descriptor 15, queue 2304, drops 39",
            "udp 0:0:0:0:0:0:0:0 5353, inode 13454657, descriptor 17, queue 0, drops 0",
            "udp 0:0:0:0:0:0:0:1 5354, inode 13454659, descriptor 19, queue 2304, drops 11");
  }

  @Test
  void dropsAreUnknownWhereTheKernelDoesNotTell() {
    proc.table("udp", UDP.replace(" 2 0000000093cf95c0 39 ", "")).open(7, 13454655);

    assertThat(read().get(0).drops()).isEqualTo(KernelSocket.UNKNOWN);
  }

  @Test
  void unixListenersAreReadWhateverTheirNames() {
    openAll();
    proc.table("unix", UNIX);

    assertThat(read())
        .extracting(KernelSocket::path)
        .containsExactly(
            "/tmp/kx/plain.sock",
            "/tmp/kx/with two  spaces ",
            "/tmp/kx/line\nfeed\n\nend\n",
            "relative.sock",
            "/tmp/kx/seq",
            "\nfirst",
            "@",
            "@abstract@name");
    assertThat(shown(proc.sockets()))
        .contains("unix null 0, inode 13454663, descriptor 23, queue -1, drops -1");
  }

  @Test
  void aLineFeedInAnothersNameIsNotOurs() {
    proc.table("unix", UNIX).open(3, 13454664).open(4, 13454667);

    assertThat(read())
        .extracting(KernelSocket::path)
        .containsExactly("/tmp/kx/with two  spaces ", "relative.sock");
  }

  @Test
  void aNameIsUtf8AndNoLongerThanTheKernelAllows() {
    String row = "0000000000000000: 00000002 00000000 00010000 0001 01 ";
    byte[] unix =
        (row + "   11 /tmp/prêt\n" + row + "   12\n" + row + "   13 " + "x\n".repeat(1000))
            .getBytes(UTF_8);
    proc.table("unix", unix).open(3, 11).open(4, 12).open(5, 13);

    assertThat(read())
        .extracting(KernelSocket::path)
        .containsExactly("/tmp/prêt", "", "x\n".repeat(54));
  }

  @Test
  void anAddressIsReadInTheOrderOfTheMachine() {
    proc.table("tcp", TCP_HEADER + listener(80, 11).replace("0100007F", "7F000001"));
    proc.table(
        "tcp6",
        TCP6.replace("00000000000000000000000001000000", "20010DB8000000000000000000000001"));
    proc.open(3, 11).open(4, 13454649);

    KernelSockets bigEndian =
        new KernelSockets(folder.toFile(), ByteOrder.BIG_ENDIAN, proc.nanoTime::get);

    assertThat(bigEndian.read().sockets())
        .extracting(socket -> socket.address().getHostAddress())
        .containsExactly("127.0.0.1", "2001:db8:0:0:0:0:0:1");
  }

  @Test
  void aLinkLocalAddressHasNoScope() {
    proc.table(
        "tcp6",
        TCP6.replace("00000000000000000000000001000000", "000080FE00000000FF005450B6AAF0FE"));
    proc.open(3, 13454649);

    Inet6Address address = (Inet6Address) read().get(0).address();

    assertThat(address.getHostAddress()).isEqualTo("fe80:0:0:0:5054:ff:fef0:aab6");
    assertThat(address.getScopeId()).isZero();
  }

  @Test
  void onlyWhatThisProcessHasOpenIsShown() {
    proc.table("tcp", TCP).table("tcp6", TCP6).table("udp", UDP).table("unix", UNIX);
    proc.open(0, "/no/such/file").open(1, "pipe:[13454643]").open(2, "anon_inode:[eventpoll]");
    proc.open(3, "socket:[").open(4, "socket:[x]").open(6, "socket:[0]");
    proc.open(12, 13454647);

    assertThat(shown(proc.sockets()))
        .containsExactly("tcp 0.0.0.0 513, inode 13454647, descriptor 12, queue 0, drops -1");
  }

  @Test
  void theLowestDescriptorIsTold() {
    proc.table("tcp", TCP).open(100, 13454643).open(9, 13454643).open(20, 13454643);

    assertThat(read()).extracting(KernelSocket::descriptor).containsExactly(9);
  }

  @Test
  void nothingIsReadBehindTheFirstConnection() {
    StringBuilder rows = new StringBuilder(TCP_HEADER).append(listener(80, 11));
    for (int i = 0; i < 100_000; i++) {
      rows.append(tcpRow(80, "01", 1000 + i));
    }
    proc.table("tcp", rows.append(listener(81, 12)).toString()).open(3, 11).open(4, 12);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80);
  }

  @Test
  void aHalfOpenConnectionIsNotTheEndOfTheListeners() {
    proc.table("tcp", TCP_HEADER + listener(80, 11) + tcpRow(80, "03", 0) + listener(81, 12));
    proc.open(3, 11).open(4, 12);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80, 81);
  }

  @Test
  void aRowThatTheKernelRepeatsIsOneSocket() {
    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12) + listener(80, 11));
    proc.open(3, 11).open(4, 12);
    KernelSockets sockets = proc.sockets();

    for (int i = 0; i < 3; i++) {
      assertThat(sockets.read().sockets()).extracting(KernelSocket::port).containsExactly(80, 81);
    }
    assertThat(sockets.listings()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "::",
        "0: 0100007F:0050",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 ",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 x",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 -9",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9x",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0"
            + " 18446744073709551625",
        "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0"
            + " 9223372036854775808",
        "0: 0100007F:0050 00000000:0000 0A 00000000;00000000 00:00000000 00000000 0 0 9",
        "0: 0100007F:0050 00000000:0000 0A 0000000:000000000 00:00000000 00000000 0 0 9",
        "0: 0100007F:0050 00000000:0000 A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007F:50 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007F:10050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007G:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007\u00e9:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0100007F0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 00000000000000000000000000000000:0050 00000000:0000 0A 00000000:00000000 00:00000000"
            + " 00000000 0 0 9",
        "0: :0050 :0000 0A 00000000:00000000 00:00000000 00000000 0 0 9",
        "0: 0000000000000000000000000000000000000000:0050"
            + " 0000000000000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000"
            + " 00000000 0 0 9"
      })
  void aMalformedRowIsSkipped(String row) {
    proc.table("tcp", TCP_HEADER + listener(80, 11) + row + "\n" + listener(81, 12));
    proc.open(3, 11).open(4, 12).open(5, 9);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80, 81);
  }

  @Test
  void theWellFormedRowThatTheMalformedOnesAreMadeOfIsRead() {
    proc.table(
        "tcp",
        TCP_HEADER
            + "0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9\n");
    proc.open(5, 9);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000700db702 00000002 00000000 00010000 0001 01 9 /x",
        "00000000700db702: 00000002 00000000 00010000 0001 01 9x /x",
        "00000000700db702: 00000002 00000000 00010000 0001 01 ",
        "00000000700db702: 00000002 00000000 0010000 0001 01 9 /x",
        "00000000700db702: 00000002  00000000 00010000 0001 01 9 /x",
        "0000 700db702: 00000002 00000000 00010000 0001 01 9 /x"
      })
  void aMalformedUnixRowIsNoListener(String row) {
    proc.table("unix", row + "\n").open(3, 9);

    assertThat(read()).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsSkippedWhole() {
    String fits = listener(80, 11).replace("\n", "");
    fits += " ".repeat(TableFile.MAX_LINE - fits.length());
    String tooLong = listener(81, 12).replace("\n", "");
    tooLong += " ".repeat(TableFile.MAX_LINE + 1 - tooLong.length());
    proc.table(
        "tcp",
        TCP_HEADER
            + fits
            + "\n"
            + tooLong
            + "\n"
            + " ".repeat(3 * TableFile.MAX_LINE)
            + listener(82, 13)
            + listener(83, 14));
    proc.open(3, 11).open(4, 12).open(5, 13).open(6, 14);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80, 83);
  }

  @Test
  void aLastLineWithoutItsEndMayBeHalfARow() {
    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12).replace("\n", ""));
    proc.open(3, 11).open(4, 12);

    assertThat(read()).extracting(KernelSocket::port).containsExactly(80);
  }

  @Test
  void moreRowsThanAreReadAreSaidToBeMissing() {
    StringBuilder rows = new StringBuilder(TCP_HEADER).append(listener(80, 11));
    rows.append("\n".repeat(TableFile.MAX_ROWS)).append(" ".repeat(20_000)).append('\n');
    proc.table("tcp", rows.append(listener(81, 12)).toString()).open(3, 11).open(4, 12);

    KernelTable table = proc.sockets().read();

    assertThat(table.unavailable()).isEqualTo(proc.net + "/tcp is too long to be read to its end");
    assertThat(table.sockets()).extracting(KernelSocket::port).containsExactly(80);
  }

  @Test
  void moreBytesThanAreReadAreSaidToBeMissing() throws IOException {
    byte[] blanks = new byte[1024 * 1024];
    Arrays.fill(blanks, (byte) ' ');
    try (OutputStream tcp = Files.newOutputStream(proc.net.resolve("tcp"))) {
      tcp.write((TCP_HEADER + listener(80, 11)).getBytes(UTF_8));
      for (int i = 0; i <= TableFile.MAX_BYTES / blanks.length; i++) {
        tcp.write(blanks);
      }
      tcp.write(("\n" + listener(81, 12)).getBytes(UTF_8));
    }
    proc.open(3, 11).open(4, 12);

    KernelTable table = proc.sockets().read();

    assertThat(table.unavailable()).isEqualTo(proc.net + "/tcp is too long to be read to its end");
    assertThat(table.sockets()).extracting(KernelSocket::port).containsExactly(80);
  }

  @ParameterizedTest
  @CsvSource({
    "'TCP: inuse 0 orphan 0 tw 3 alloc 9 mem 1', 0, 0",
    "'TCP: inuse 20 orphan 0 tw 3 alloc 9 mem 1', 20, 99",
    "'TCP: inuse 101 orphan 0 tw 3 alloc 9 mem 1', 100, 100",
    "'TCP6: inuse 0', 100, 100",
    "'TCP: inuse', 100, 100",
    "'TCP: inuse x', 100, 100",
    "'TCP:', 100, 100",
    "'', 100, 100"
  })
  void theCountOfSocketsSparesTheSearchForMore(String count, int least, int most) {
    StringBuilder rows = new StringBuilder(TCP_HEADER);
    for (int i = 1; i <= 100; i++) {
      rows.append(listener(i, i));
      proc.open(i, i);
    }
    proc.table("tcp", rows.toString()).table("sockstat", "sockets: used 9\n" + count + "\n");

    assertThat(read()).hasSizeBetween(least, most);
  }

  @Test
  void inASteadyStateNoFolderIsRead() {
    openAll();
    proc.table("tcp", TCP).table("udp", UDP).table("unix", UNIX);
    KernelSockets sockets = proc.sockets();

    for (int i = 0; i < 100; i++) {
      assertThat(sockets.read().sockets()).hasSize(12);
      proc.nanoTime.addAndGet(Owners.RECHECK_NANOS);
    }

    assertThat(sockets.listings()).isEqualTo(1);
  }

  @Test
  void eachNewSocketCostsOneListing() {
    proc.table("tcp", TCP_HEADER + listener(80, 11)).open(3, 11);
    KernelSockets sockets = proc.sockets();
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12) + listener(82, 13));
    proc.open(4, 12);
    for (int i = 0; i < 3; i++) {
      assertThat(sockets.read().sockets()).extracting(KernelSocket::port).containsExactly(80, 81);
    }
    assertThat(sockets.listings()).isEqualTo(2);
  }

  @Test
  void whatVanishedIsForgotten() {
    String both = TCP_HEADER + listener(80, 11) + listener(81, 12);
    proc.table("tcp", both).open(3, 11);
    KernelSockets sockets = proc.sockets();
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp", TCP_HEADER);
    assertThat(shown(sockets)).isEmpty();

    proc.table("tcp", both).close(3).open(4, 12);
    assertThat(sockets.read().sockets()).extracting(KernelSocket::port).containsExactly(81);
    assertThat(sockets.listings()).isEqualTo(2);
  }

  @Test
  void anothersSocketThatBecomesOursIsNoticedAfterAWhile() {
    proc.table("tcp", TCP_HEADER + listener(80, 11));
    KernelSockets sockets = proc.sockets();
    assertThat(shown(sockets)).isEmpty();

    proc.open(3, 11);
    proc.nanoTime.addAndGet(Owners.RECHECK_NANOS - 1);
    assertThat(shown(sockets)).isEmpty();
    assertThat(sockets.listings()).isEqualTo(1);

    proc.nanoTime.addAndGet(1);
    assertThat(shown(sockets)).hasSize(1);
    assertThat(sockets.listings()).isEqualTo(2);
  }

  @Test
  void ourSocketThatOnlyAnotherStillHasIsNoticedAfterAWhile() {
    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12)).open(3, 11).open(4, 12);
    KernelSockets sockets = proc.sockets();
    assertThat(shown(sockets)).hasSize(2);

    proc.close(3).open(5, 12).close(4);
    proc.nanoTime.addAndGet(Owners.RECHECK_NANOS - 1);
    assertThat(shown(sockets)).hasSize(2);

    proc.nanoTime.addAndGet(1);
    assertThat(shown(sockets))
        .containsExactly("tcp 127.0.0.1 81, inode 12, descriptor 5, queue 0, drops -1");
    assertThat(sockets.listings()).isEqualTo(2);
  }

  @Test
  void aSlowTableOfOthersIsNotReadAgainWhileItCanHaveNoMoreListeners() {
    KernelSockets sockets = slowToRead();
    counts(3, 100, 101);
    proc.table("tcp", TCP_HEADER + listener(80, 11)).table("tcp6", oneOfTcp6()).open(5, 13454649);
    assertThat(shown(sockets)).hasSize(1);

    // connections come and go
    counts(5, 200, 203);
    proc.table("tcp", TCP_HEADER + listener(81, 12)).open(3, 12);
    assertThat(shown(sockets)).hasSize(1);

    counts(5, 200, 202);
    assertThat(shown(sockets)).hasSize(2);
  }

  @Test
  void aSlowTableOfOthersIsReadAgainAfterAMinuteOrWhenItIsDoubted() {
    KernelSockets sockets = slowToRead();
    counts(1, 0, 0);
    proc.table("tcp", TCP_HEADER + listener(80, 11));
    assertThat(shown(sockets)).isEmpty();
    proc.table("tcp", TCP_HEADER + listener(81, 12)).open(3, 12);
    assertThat(shown(sockets)).isEmpty();
    proc.nanoTime.addAndGet(ForeignListeners.HOLD_NANOS);
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp", TCP_HEADER + listener(80, 11)).close(3);
    assertThat(shown(sockets)).isEmpty();
    proc.table("tcp", TCP_HEADER + listener(81, 12)).open(3, 12);
    assertThat(shown(sockets)).isEmpty();
    sockets.readAnew();
    assertThat(shown(sockets)).hasSize(1);
  }

  @Test
  void aSlowTable6OfOthersIsNotReadAgainEither() {
    KernelSockets sockets = slowToRead();
    counts(1, 1, 0);
    proc.table("tcp", TCP_HEADER + listener(80, 11)).open(3, 11).table("tcp6", oneOfTcp6());
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp6", "");
    assertThat(shown(sockets)).hasSize(1);
    proc.table("tcp6", oneOfTcp6().replace("13454649", "13454650")).open(5, 13454650);
    assertThat(shown(sockets)).hasSize(1);
    counts(1, 2, 0);
    assertThat(shown(sockets)).hasSize(2);
  }

  @Test
  void aSlowTableThatHasOneOfOursIsAlwaysRead() {
    KernelSockets sockets = slowToRead();
    counts(2, 0, 0);
    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12)).open(3, 12);
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp", TCP_HEADER + listener(82, 13) + listener(81, 12)).open(4, 13);
    assertThat(shown(sockets)).hasSize(2);
  }

  @Test
  void aSlowTableIsAlwaysReadWhereTheKernelDoesNotCount() {
    KernelSockets sockets = slowToRead();
    proc.table("tcp", TCP_HEADER + listener(80, 11));
    assertThat(shown(sockets)).isEmpty();

    proc.table("tcp", TCP_HEADER + listener(81, 12)).open(3, 12);
    assertThat(shown(sockets)).hasSize(1);
  }

  @Test
  void anothersSlowlyReadSocketThatBecomesOursIsNoticedAfterAWhile() {
    KernelSockets sockets = slowToRead();
    counts(1, 0, 0);
    proc.table("tcp", TCP_HEADER + listener(80, 11));
    assertThat(shown(sockets)).isEmpty();

    proc.open(3, 11);
    proc.nanoTime.addAndGet(Owners.RECHECK_NANOS);
    assertThat(shown(sockets)).isEmpty();
    assertThat(shown(sockets)).hasSize(1);
  }

  private void counts(int inUse, int inUse6, int established) {
    proc.table("sockstat", "TCP: inuse %d orphan 0\n".formatted(inUse));
    proc.table("sockstat6", "TCP6: inuse %d\n".formatted(inUse6));
    proc.table(
        "snmp",
        """
        Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs
        Tcp: 1 200 120000 -1 6 5 4 3 %d 9
        """
            .formatted(established));
  }

  private static String oneOfTcp6() {
    return TCP6.lines().filter(line -> line.contains("13454649")).findFirst().orElseThrow() + "\n";
  }

  /** Each look at the clock takes as long as a slow table does. */
  private KernelSockets slowToRead() {
    return new KernelSockets(
        folder.toFile(),
        ByteOrder.LITTLE_ENDIAN,
        () -> proc.nanoTime.addAndGet(ForeignListeners.SLOW_NANOS));
  }

  @Test
  void slowListingsAreRareAndWhatWaitsForThemIsSaidToBeMissing() {
    long second = 1_000_000_000L;
    proc.table("tcp", TCP_HEADER + listener(80, 11)).open(3, 11).open(4, 12).open(5, 13);
    // each look at the clock takes a second, and so a listing
    KernelSockets sockets =
        new KernelSockets(
            folder.toFile(), ByteOrder.LITTLE_ENDIAN, () -> proc.nanoTime.addAndGet(second));
    assertThat(shown(sockets)).hasSize(1);

    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12));
    assertThat(sockets.read().sockets()).hasSize(2);

    proc.table("tcp", TCP_HEADER + listener(80, 11) + listener(81, 12) + listener(82, 13));
    KernelTable table = sockets.read();
    assertThat(table.sockets()).extracting(KernelSocket::port).containsExactly(80, 81);
    assertThat(table.unavailable()).isNotNull();
    assertThat(sockets.listings()).isEqualTo(2);

    proc.nanoTime.addAndGet(Owners.PAUSE * second);
    table = sockets.read();
    assertThat(table.sockets()).extracting(KernelSocket::port).containsExactly(80, 81, 82);
    assertThat(table.unavailable()).isNull();
  }

  @Test
  void whatIsNotThereIsSaid() {
    KernelTable table =
        new KernelSockets(
                folder.resolve("none").toFile(), ByteOrder.nativeOrder(), System::nanoTime)
            .read();

    assertThat(table.sockets()).isEmpty();
    assertThat(table.unavailable())
        .isEqualTo(
            "there are no tables in %s/none/self/net: /proc is hidden or not mounted"
                .formatted(folder));
  }

  @Test
  void anUnreadableTableIsSaidAndTheOthersAreRead() throws IOException {
    // a file that can be opened and not read
    Files.createSymbolicLink(proc.net.resolve("tcp"), Path.of("/proc/self/mem"));
    proc.table("udp", UDP).open(3, 13454655);

    KernelTable table = proc.sockets().read();
    Files.delete(proc.net.resolve("tcp"));

    assertThat(table.sockets()).extracting(KernelSocket::port).containsExactly(513);
    assertThat(table.unavailable()).startsWith("cannot read " + proc.net + "/tcp: ");
  }

  @Test
  void unreadableDescriptorsAreSaidAndKeepNothingFromBeingShownLater() throws IOException {
    proc.table("tcp", TCP_HEADER + listener(80, 11));
    Files.delete(proc.descriptors);
    KernelSockets sockets = proc.sockets();

    KernelTable table = sockets.read();
    assertThat(table.sockets()).isEmpty();
    assertThat(table.unavailable()).isEqualTo(proc.descriptors + " cannot be listed");
    assertThat(sockets.connections(80)).isEmpty();

    Files.createDirectory(proc.descriptors);
    proc.open(3, 11);
    table = sockets.read();
    assertThat(table.sockets()).hasSize(1);
    assertThat(table.unavailable()).isNull();
  }

  @Test
  void aTableIsImmutable() {
    proc.table("tcp", TCP).open(3, 13454643);
    List<KernelSocket> sockets = read();

    assertThatThrownBy(sockets::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void connectionsOfOnePortAreRead() {
    StringBuilder rows = new StringBuilder(TCP_HEADER).append(listener(80, 11));
    for (int state = 1; state <= 12; state++) {
      rows.append(tcpRow(80, "%02X".formatted(state), 20 + state));
      rows.append(tcpRow(81, "%02X".formatted(state), 40 + state));
      proc.open(20 + state, 20 + state).open(40 + state, 40 + state);
    }
    rows.append(tcpRow(80, "01", 21)).append(tcpRow(80, "01", 60)).append(tcpRow(80, "01", 0));
    proc.table("tcp", rows.toString());
    proc.table(
        "tcp6",
        """
           9: 0000000000000000FFFF00000100007F:0050 00000000000000000000000001000000:C0BC 08 0000000A:00000BBB 00:00000000 00000000     0        0 13454650 2 00000000e629c76f 20 0 0 10 -1
        """);
    proc.open(90, 13454650);

    assertThat(proc.sockets().connections(80))
        .extracting(KernelSocketsTest::shown)
        .containsExactly(
            "127.0.0.1 0.0.0.0 0 ESTABLISHED, inode 21, descriptor 21, queues 0 0",
            "127.0.0.1 0.0.0.0 0 SYN_SENT, inode 22, descriptor 22, queues 0 0",
            "127.0.0.1 0.0.0.0 0 SYN_RECV, inode 23, descriptor 23, queues 0 0",
            "127.0.0.1 0.0.0.0 0 FIN_WAIT1, inode 24, descriptor 24, queues 0 0",
            "127.0.0.1 0.0.0.0 0 FIN_WAIT2, inode 25, descriptor 25, queues 0 0",
            "127.0.0.1 0.0.0.0 0 TIME_WAIT, inode 26, descriptor 26, queues 0 0",
            "127.0.0.1 0.0.0.0 0 CLOSE, inode 27, descriptor 27, queues 0 0",
            "127.0.0.1 0.0.0.0 0 CLOSE_WAIT, inode 28, descriptor 28, queues 0 0",
            "127.0.0.1 0.0.0.0 0 LAST_ACK, inode 29, descriptor 29, queues 0 0",
            "127.0.0.1 0.0.0.0 0 CLOSING, inode 31, descriptor 31, queues 0 0",
            "127.0.0.1 0.0.0.0 0 UNKNOWN, inode 32, descriptor 32, queues 0 0",
            "127.0.0.1 0:0:0:0:0:0:0:1 49340 CLOSE_WAIT, inode 13454650, descriptor 90,"
                + " queues 10 3003");
  }

  @Test
  void somaxconnIsReadOnceAMinute() {
    proc.somaxconn("128\n");
    KernelSockets sockets = proc.sockets();
    assertThat(sockets.somaxconn()).isEqualTo(128);

    proc.somaxconn("1024\n");
    proc.nanoTime.addAndGet(59_999_999_999L);
    assertThat(sockets.somaxconn()).isEqualTo(128);
    proc.nanoTime.addAndGet(1);
    assertThat(sockets.somaxconn()).isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 4096",
    "'\n', 4096",
    "'x\n', 4096",
    "'99999999999999999999\n', 4096",
    "'4294967296\n', 2147483647",
    "'0\n', 1"
  })
  void somaxconnIsAlwaysSomeNumber(String text, int expected) {
    assertThat(proc.sockets().somaxconn()).isEqualTo(4096);
    assertThat(proc.somaxconn(text).sockets().somaxconn()).isEqualTo(expected);
  }

  /** Descriptors 3 and up for the sockets of the tables above. */
  private void openAll() {
    for (int inode = FIRST_INODE; inode <= LAST_INODE; inode++) {
      proc.open(3 + inode - FIRST_INODE, inode);
    }
  }

  private List<KernelSocket> read() {
    KernelTable table = proc.sockets().read();
    assertThat(table.unavailable()).isNull();
    return table.sockets();
  }

  private static List<String> shown(KernelSockets sockets) {
    return sockets.read().sockets().stream().map(KernelSocketsTest::shown).toList();
  }

  private static String shown(KernelSocket socket) {
    return "%s %s %d, inode %d, descriptor %d, queue %d, drops %d"
        .formatted(
            socket.protocol(),
            socket.address() == null ? null : socket.address().getHostAddress(),
            socket.port(),
            socket.inode(),
            socket.descriptor(),
            socket.queue(),
            socket.drops());
  }

  private static String shown(KernelConnection connection) {
    return "%s %s %d %s, inode %d, descriptor %d, queues %d %d"
        .formatted(
            connection.localAddress().getHostAddress(),
            connection.peerAddress().getHostAddress(),
            connection.peerPort(),
            connection.state(),
            connection.inode(),
            connection.descriptor(),
            connection.sendQueue(),
            connection.receiveQueue());
  }
}
