package io.porteiro.apps.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;

/** What a server does with a connection: each byte is sent back, and may say how it is to end. */
@Sharable
final class Conversations extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    char code = (char) bytes.getByte(bytes.readerIndex());
    Channel channel = context.channel();
    context
        .writeAndFlush(bytes)
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    end(channel, code);
                  }
                });
  }

  private static void end(Channel channel, char code) {
    switch (code) {
      case 'C':
        channel.close();
        break;
      case 'D':
        channel.close();
        channel.close();
        break;
      case 'T':
        Thread other = new Thread(channel::close);
        other.start();
        channel.close();
        break;
      case 'S':
        channel.disconnect();
        break;
      case 'R':
        channel.deregister().addListener(ChannelFutureListener.CLOSE);
        break;
      case 'H':
        ((DuplexChannel) channel).shutdownOutput();
        break;
      default:
        // goes on until the peer ends it
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
    context.close();
  }
}
