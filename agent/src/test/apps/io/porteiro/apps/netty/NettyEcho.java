package io.porteiro.apps.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A server on the transport named first and the address named second: of this host, or a path for a
 * Unix-domain socket. Waits as long as the system property {@code delay} says, prints its port, then does what its standard input says, and ends with it.
 */
public final class NettyEcho {

  private final EventLoopGroup group;
  private final Class<? extends ServerChannel> type;
  private final Channel server;

  private NettyEcho(Transport transport, String address) throws Exception {
    boolean unix = address.startsWith("/");
    group = transport.newGroup();
    type = unix ? transport.unixServer() : transport.server();
    server = listen(unix ? Transport.unixAddress(address) : new InetSocketAddress(address, 0));
  }

  public static void main(String[] args) throws Exception {
    Thread.sleep(Long.getLong("delay", 0));
    NettyEcho echo = new NettyEcho(Transport.named(args[0]), args[1]);
    SocketAddress local = echo.server.localAddress();
    System.out.println(
        "listening "
            + (local instanceof InetSocketAddress ? ((InetSocketAddress) local).getPort() : local));
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      echo.obey(line);
      System.out.println("done " + line);
    }
    System.exit(0);
  }

  private Channel listen(SocketAddress address) throws InterruptedException {
    return new ServerBootstrap()
        .group(group)
        .channel(type)
        .childHandler(new Conversations())
        .bind(address)
        .sync()
        .channel();
  }

  private void obey(String command) throws Exception {
    switch (command) {
      case "close":
        server.close().sync();
        break;
      case "bind again":
        fail(server.localAddress());
        break;
      case "bind below":
        fail(Transport.unixAddress(server.localAddress() + "/below"));
        break;
      default:
        System.out.println("unknown " + command);
    }
  }

  private void fail(SocketAddress address) {
    try {
      listen(address);
      System.out.println("bound " + address);
    } catch (Exception expected) {
      System.out.println(expected);
    }
  }
}
