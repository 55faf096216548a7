package io.porteiro.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The other end of a connection to one of our programs. */
final class Client implements AutoCloseable {

  interface Connector {
    Client connect();
  }

  private interface Stream {
    void write(int b) throws IOException;

    int read() throws IOException;

    void close() throws IOException;
  }

  private final Stream stream;
  private final Socket socket;

  private Client(Stream stream, Socket socket) {
    this.stream = stream;
    this.socket = socket;
  }

  int localPort() {
    return socket.getLocalPort();
  }

  /** Connected as far as the operating system goes; nobody needs to have accepted it. */
  static Client tcp(int port) {
    try {
      return of(open(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Client tls(int port) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      Socket raw = open(port);
      Socket tls = context.getSocketFactory().createSocket(raw, "localhost", port, true);
      return new Client(of(tls).stream, raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Client unix(String path) {
    try {
      SocketChannel channel =
          SocketChannel.open(java.net.UnixDomainSocketAddress.of(Path.of(path)));
      return new Client(
          new Stream() {
            @Override
            public void write(int b) throws IOException {
              channel.write(ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public int read() throws IOException {
              ByteBuffer buffer = ByteBuffer.allocate(1);
              return channel.read(buffer) < 0 ? -1 : buffer.get(0);
            }

            @Override
            public void close() throws IOException {
              channel.close();
            }
          },
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static Client of(Socket socket) {
    return new Client(
        new Stream() {
          @Override
          public void write(int b) throws IOException {
            socket.getOutputStream().write(b);
          }

          @Override
          public int read() throws IOException {
            return socket.getInputStream().read();
          }

          @Override
          public void close() throws IOException {
            socket.close();
          }
        },
        socket);
  }

  /** Says how the connection is to end, and waits until the server has heard it. */
  Client say(char code) {
    try {
      stream.write(code);
      int answer = stream.read();
      if (answer != code) {
        throw new IllegalStateException("answered " + answer);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server has closed or half-closed. */
  Client untilEnd() {
    try {
      while (stream.read() >= 0) {
        // what it still says
      }
    } catch (IOException reset) {
      // an end as well
    }
    return this;
  }

  /** Ends the connection with a reset; a TLS one too, without a word to the peer. */
  void reset() {
    try {
      if (socket == null) {
        close();
      } else if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException ignored) {
      // it is closed all the same
    }
  }

  private static final class TrustAll implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
