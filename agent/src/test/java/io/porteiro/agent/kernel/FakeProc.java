package io.porteiro.agent.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A folder that looks like /proc, and a clock. */
public final class FakeProc {

  public static final String TCP_HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  public static final String UDP_HEADER =
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode ref pointer drops             \n";

  final Path root;
  final Path net;
  final Path descriptors;
  public final AtomicLong nanoTime = new AtomicLong();

  public FakeProc(Path root) {
    this.root = root;
    net = root.resolve("self/net");
    descriptors = root.resolve("self/fd");
    try {
      Files.createDirectories(net);
      Files.createDirectories(descriptors);
      Files.createDirectories(root.resolve("sys/net/core"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public KernelSockets sockets() {
    return new KernelSockets(root.toFile(), ByteOrder.LITTLE_ENDIAN, nanoTime::get);
  }

  public FakeProc table(String name, String text) {
    return table(name, text.getBytes(ISO_8859_1));
  }

  public FakeProc table(String name, byte[] bytes) {
    return write(net.resolve(name), bytes);
  }

  public FakeProc somaxconn(String text) {
    return write(root.resolve("sys/net/core/somaxconn"), text.getBytes(ISO_8859_1));
  }

  /** Gives this process a descriptor for a socket. */
  public FakeProc open(int descriptor, long inode) {
    return open(descriptor, "socket:[" + inode + "]");
  }

  public FakeProc open(int descriptor, String target) {
    close(descriptor);
    try {
      Files.createSymbolicLink(link(descriptor), Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public FakeProc close(int descriptor) {
    try {
      Files.deleteIfExists(link(descriptor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A row of tcp: a listener on 127.0.0.1. */
  public static String listener(int port, long inode) {
    return tcpRow(port, "0A", inode);
  }

  public static String tcpRow(int port, String state, long inode) {
    return String.format(
        "   0: 0100007F:%04X 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0       "
            + " 0 %d 1 00000000339f8f62 100 0 0 10 0                  \n",
        port, state, inode);
  }

  /** A row of udp: a socket on 127.0.0.1. */
  public static String udpRow(int port, long inode, int queue, long drops) {
    return String.format(
        "16265: 0100007F:%04X 00000000:0000 07 00000000:%08X 00:00000000 00000000     0        0"
            + " %d 2 0000000093cf95c0 %d    \n",
        port, queue, inode, drops);
  }

  /** As above with so many connections that wait. */
  public static String listener(int port, long inode, int queue) {
    return listener(port, inode)
        .replaceFirst("0A 00000000:0{8}", String.format("0A 00000000:%08X", queue));
  }

  /** An established connection between two ports of 127.0.0.1. */
  public static KernelConnection connection(int port, int peerPort) {
    String text =
        tcpRow(port, "01", 99).replace("00000000:0000", String.format("0100007F:%04X", peerPort));
    Row row = new Row();
    row.over(text.getBytes(ISO_8859_1), 0, text.length() - 1);
    InetRow inet = new InetRow(ByteOrder.LITTLE_ENDIAN);
    if (!inet.read(row)) {
      throw new IllegalStateException(text);
    }
    return new KernelConnection(inet, 5);
  }

  private Path link(int descriptor) {
    return descriptors.resolve(Integer.toString(descriptor));
  }

  private FakeProc write(Path file, byte[] bytes) {
    try {
      // file systems write a file that is emptied and filled again to the disk at once
      Files.deleteIfExists(file);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
