package io.porteiro.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Loopback sockets for tests; nothing here waits for ever. */
public final class Sockets {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MAX_BYTES = 256 * 1024;

  private Sockets() {}

  public static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  public static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Sends characters as bytes: {@code \u00ff} is the byte FF. */
  public static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads until what came ends with a text. */
  public static String readUntil(Socket socket, String end) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder read = new StringBuilder();
    while (read.length() < MAX_BYTES && !read.toString().endsWith(end)) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("end after: " + read);
      }
      read.append((char) b);
    }
    return read.toString();
  }

  /** Reads until the other side closes the connection. */
  public static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
  }
}
