package io.porteiro.agent.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.TreeMap;

/** A connection of a client that sends whatever it is told, which a well-bred one would not. */
final class RawHttp implements Closeable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** One request on a connection of its own. */
  static Response get(int port, String path, String... headers) throws IOException {
    try (RawHttp http = new RawHttp(port)) {
      return http.get(path, headers);
    }
  }

  Response get(String path, String... headers) throws IOException {
    return request("GET", path, headers);
  }

  Response request(String method, String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost");
    for (String header : headers) {
      request.append("\r\n").append(header);
    }
    return send(request.append("\r\n\r\n").toString()).response(method.equals("HEAD"));
  }

  RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  Response response() throws IOException {
    return response(false);
  }

  private Response response(boolean headersOnly) throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(header.substring(0, colon), header.substring(colon + 1).trim());
    }
    byte[] body = new byte[0];
    if (!headersOnly && !status.contains(" 304 ")) {
      int length = Integer.parseInt(headers.get("Content-Length"));
      body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("in the body");
      }
    }
    return new Response(Integer.parseInt(status.split(" ")[1]), headers, body);
  }

  /** Whether the server closes the connection, now or in a while, without another word. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after '" + line + "'");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Response(int status, Map<String, String> headers, byte[] body) {

    String header(String name) {
      return headers.get(name);
    }

    String text() {
      return new String(body, UTF_8);
    }
  }
}
