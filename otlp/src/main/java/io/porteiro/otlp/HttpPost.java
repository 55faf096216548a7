package io.porteiro.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One POST over a connection of its own. The JDK's own client would ask the application's proxy
 * selector, authenticator and cookies, and leave a thread behind.
 */
final class HttpPost {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 10_000;
  private static final int MAX_LINE = 8_192;

  private final URI uri;

  /**
   * @param uri of http or https
   */
  HttpPost(URI uri) {
    this.uri = uri;
  }

  /** Returns the status of the answer. */
  int send(Map<String, String> headers, byte[] body) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.write(head(headers, body.length).getBytes(ISO_8859_1));
      request.write(body);
      request.writeTo(out);
      out.flush();
      return status(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private Socket connect() throws IOException {
    boolean secure = uri.getScheme().equalsIgnoreCase("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(READ_MILLIS);
      return secure ? secured(socket, host, port) : socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** With a context of its own: the default one may be the application's. */
  private static Socket secured(Socket socket, String host, int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, null, null);
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.toString(), e);
    }
  }

  private String head(Map<String, String> headers, int length) {
    StringBuilder head = new StringBuilder("POST ");
    String path = uri.getRawPath();
    head.append(path == null || path.isEmpty() ? "/" : path);
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(uri.getHost());
    if (uri.getPort() >= 0) {
      head.append(':').append(uri.getPort());
    }
    head.append("\r\nUser-Agent: porteiro\r\nConnection: close\r\nContent-Length: ").append(length);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      head.append("\r\n").append(line(header.getKey() + ": " + header.getValue()));
    }
    return head.append("\r\n\r\n").toString();
  }

  /** A value from the environment must not begin another header. */
  private static String line(String text) {
    return text.replaceAll("[\r\n]+", " ");
  }

  /** Reads no further than to the line that has it. */
  private static int status(InputStream in) throws IOException {
    String line = line(in);
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-9][0-9]{2}")) {
      throw new IOException("it does not answer in HTTP");
    }
    return Integer.parseInt(words[1]);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("it closed the connection without an answer");
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("it does not answer in HTTP");
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }
}
