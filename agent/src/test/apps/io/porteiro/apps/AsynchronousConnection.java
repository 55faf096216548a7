package io.porteiro.apps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A connection of an asynchronous channel. */
final class AsynchronousConnection implements Connection {

  private final AsynchronousSocketChannel channel;

  AsynchronousConnection(AsynchronousSocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    return get(channel.read(buffer)) < 0 ? -1 : buffer.get(0);
  }

  @Override
  public void write(int b) throws IOException {
    get(channel.write(ByteBuffer.wrap(new byte[] {(byte) b})));
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  static <T> T get(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
