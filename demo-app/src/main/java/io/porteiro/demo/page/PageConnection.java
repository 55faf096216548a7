package io.porteiro.demo.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One connection to the page: reads a request's head, writes the response, and is done.
 *
 * <p>The channel does not block: the selector's thread calls {@link #ready} whenever there is
 * something to read, or room to write, and each call does as much as goes.
 */
final class PageConnection {

  private static final int MAX_HEAD = 8192;
  private static final Duration TIME = Duration.ofSeconds(10);

  private final SocketChannel channel;
  private final Supplier<String> page;
  private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD);
  private final long deadline = System.nanoTime() + TIME.toNanos();
  private ByteBuffer response;

  PageConnection(SocketChannel channel, Supplier<String> page) {
    this.channel = channel;
    this.page = page;
  }

  /** Goes on as far as possible without waiting. */
  void ready(SelectionKey key) throws IOException {
    if (response == null) {
      readHead();
    }
    if (response != null) {
      channel.write(response);
      if (response.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
      } else {
        channel.close();
      }
    }
  }

  /** Whether the client has used up its time. */
  boolean isLate() {
    return System.nanoTime() - deadline > 0;
  }

  private void readHead() throws IOException {
    if (channel.read(head) < 0) {
      channel.close();
      return;
    }
    String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    if (text.contains("\r\n\r\n")) {
      response = HttpResponse.to(text.substring(0, text.indexOf("\r\n")), page);
    } else if (!head.hasRemaining()) {
      response = HttpResponse.tooLarge();
    }
  }
}
