package io.porteiro.apps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A non-blocking server: one thread, one selector, as NIO frameworks have it. */
final class SelectorServer extends Server {

  private final ServerSocketChannel channel;
  private final Selector selector;

  SelectorServer(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT);
  }

  @Override
  String name() {
    return Integer.toString(channel.socket().getLocalPort());
  }

  @Override
  Connection accept() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid()) {
            serve(key);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException end) {
      // closed
    }
  }

  private void serve(SelectionKey key) throws IOException {
    if (key.isAcceptable()) {
      // once more than there are connections: the last accept finds none
      for (SocketChannel c = channel.accept(); c != null; c = channel.accept()) {
        c.configureBlocking(false);
        c.register(selector, SelectionKey.OP_READ);
      }
      return;
    }
    SocketChannel connection = (SocketChannel) key.channel();
    try {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      int n = connection.read(buffer);
      buffer.flip();
      if (n < 0) {
        connection.close();
      } else if (n > 0) {
        int code = buffer.get(0);
        boolean first = key.attachment() == null;
        key.attach(Boolean.TRUE);
        connection.write(buffer);
        if (first) {
          end(connection, code);
        }
      }
    } catch (IOException reset) {
      connection.close();
    }
  }

  private static void end(SocketChannel connection, int code) throws IOException {
    switch (code) {
      case 'C':
      case 'T':
        connection.close();
        break;
      case 'D':
        connection.close();
        connection.close();
        break;
      case 'S':
        connection.socket().close();
        connection.close();
        break;
      case 'H':
        connection.shutdownOutput();
        break;
      default:
        // open until the client has had enough
    }
  }

  @Override
  String bindAgain() throws IOException {
    try (ServerSocketChannel other = ServerSocketChannel.open()) {
      other.bind(channel.getLocalAddress());
      return "bound twice";
    } catch (IOException expected) {
      return expected.toString();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.wakeup();
  }
}
