package io.porteiro.apps.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;

/**
 * Sends back every datagram, on the transport named first. What it does is named second, and third
 * the port that is bound, or the peer's. Prints its port, then does what its standard input says.
 */
public final class NettyDatagrams {

  private static final int SIZE = 2_000;
  private static final int BATCH = 8;

  private NettyDatagrams() {}

  public static void main(String[] args) throws Exception {
    Transport transport = Transport.named(args[0]);
    int port = Integer.parseInt(args[2]);
    Class<? extends Channel> type = transport.datagrams();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(transport.newGroup())
            .channelFactory(
                () -> {
                  try {
                    return type.getConstructor().newInstance();
                  } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(SIZE))
            .handler(new Echoes());
    Channel channel = open(bootstrap, args[1], transport, port);
    System.out.println("listening " + ((InetSocketAddress) channel.localAddress()).getPort());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "hold":
          channel.config().setAutoRead(false);
          // no read is under way any more
          channel.eventLoop().submit(() -> {}).sync();
          break;
        case "go":
          channel.config().setAutoRead(true);
          break;
        case "close":
          channel.close().sync();
          break;
        case "bind again":
          try {
            bootstrap.bind(channel.localAddress()).sync();
            System.out.println("bound twice");
          } catch (Exception expected) {
            System.out.println(expected);
          }
          break;
        default:
          System.out.println("unknown " + line);
      }
      System.out.println("done " + line);
    }
    System.exit(0);
  }

  private static Channel open(Bootstrap bootstrap, String how, Transport transport, int port)
      throws Exception {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    switch (how) {
      case "single":
        return bootstrap.bind(address).sync().channel();
      case "batches":
        bootstrap
            .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BATCH * SIZE))
            .option(transport.maxDatagramSize(), SIZE);
        return bootstrap.bind(address).sync().channel();
      case "connected":
        Channel channel =
            bootstrap.bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
        channel.connect(address).sync();
        return channel;
      case "connecting":
        return bootstrap.connect(address).sync().channel();
      default:
        throw new IllegalArgumentException(how);
    }
  }
}
