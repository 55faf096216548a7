package io.porteiro.apps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection of a blocking channel. */
final class ChannelConnection implements Connection {

  private final SocketChannel channel;
  private final boolean inet;

  ChannelConnection(SocketChannel channel, boolean inet) {
    this.channel = channel;
    this.inet = inet;
  }

  @Override
  public int read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    return channel.read(buffer) < 0 ? -1 : buffer.get(0);
  }

  @Override
  public void write(int b) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {(byte) b}));
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public void closeOtherwise() throws IOException {
    if (inet) {
      channel.socket().close();
    }
  }
}
