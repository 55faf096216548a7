package io.porteiro.agent.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A folder that looks like /proc, and a clock. */
final class FakeProc {

  static final String TCP_HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  final Path root;
  final Path net;
  final Path descriptors;
  final AtomicLong nanoTime = new AtomicLong();

  FakeProc(Path root) {
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

  KernelSockets sockets() {
    return new KernelSockets(root.toFile(), ByteOrder.LITTLE_ENDIAN, nanoTime::get);
  }

  FakeProc table(String name, String text) {
    return table(name, text.getBytes(ISO_8859_1));
  }

  FakeProc table(String name, byte[] bytes) {
    return write(net.resolve(name), bytes);
  }

  FakeProc somaxconn(String text) {
    return write(root.resolve("sys/net/core/somaxconn"), text.getBytes(ISO_8859_1));
  }

  /** Gives this process a descriptor for a socket. */
  FakeProc open(int descriptor, long inode) {
    return open(descriptor, "socket:[" + inode + "]");
  }

  FakeProc open(int descriptor, String target) {
    close(descriptor);
    try {
      Files.createSymbolicLink(link(descriptor), Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeProc close(int descriptor) {
    try {
      Files.deleteIfExists(link(descriptor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A row of tcp: a listener on 127.0.0.1. */
  static String listener(int port, long inode) {
    return tcpRow(port, "0A", inode);
  }

  static String tcpRow(int port, String state, long inode) {
    return String.format(
        "   0: 0100007F:%04X 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0       "
            + " 0 %d 1 00000000339f8f62 100 0 0 10 0                  \n",
        port, state, inode);
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
