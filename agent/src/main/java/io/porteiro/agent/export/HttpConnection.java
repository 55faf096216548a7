package io.porteiro.agent.export;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;

/** One connection of the HTTP server: answers its requests until either side has had enough. */
final class HttpConnection implements Runnable {

  static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(8_192).setMaxHeaderCount(100).build();

  private static final long MAX_REQUEST_NANOS = 30_000_000_000L;

  private final DefaultBHttpServerConnection connection;
  private final HttpService service;
  private final Set<HttpConnection> open;
  private volatile long requestSinceNanos = System.nanoTime();

  HttpConnection(Socket socket, HttpService service, Set<HttpConnection> open) throws IOException {
    this.connection =
        DefaultBHttpServerConnectionFactory.builder()
            .http1Config(LIMITS)
            .build()
            .createConnection(socket);
    this.service = service;
    this.open = open;
  }

  @Override
  public void run() {
    try {
      while (connection.isOpen()) {
        requestSinceNanos = System.nanoTime();
        service.handleRequest(connection, HttpCoreContext.create());
      }
    } catch (IOException | HttpException peerIsGoneOrTalksNonsense) {
      // nobody is left to be told
    } finally {
      close();
    }
  }

  /** Whether a request has taken longer than any may. */
  boolean isOverdue(long nowNanos) {
    return nowNanos - requestSinceNanos > MAX_REQUEST_NANOS;
  }

  void close() {
    open.remove(this);
    connection.close(CloseMode.IMMEDIATE);
  }
}
