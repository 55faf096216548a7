package io.porteiro.apps.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.lang.reflect.Method;
import java.net.SocketAddress;

/**
 * One of Netty's transports, by name: the program is compiled with the oldest Netty that it runs on,
 * and they do not all have the same.
 */
final class Transport {

  private final String group;
  private final String channels;
  private final String options;

  private Transport(String group, String channels, String options) {
    this.group = group;
    this.channels = channels;
    this.options = options;
  }

  static Transport named(String name) throws Exception {
    switch (name) {
      case "nio":
        return new Transport(
            "io.netty.channel.nio.NioEventLoopGroup", "io.netty.channel.socket.nio.Nio", null);
      case "epoll":
        return ofNative("io.netty.channel.epoll.Epoll", "EventLoopGroup");
      case "io_uring":
        return exists("io.netty.channel.uring.IoUring")
            ? ofNative("io.netty.channel.uring.IoUring", "IoHandler")
            : ofNative("io.netty.incubator.channel.uring.IOUring", "EventLoopGroup");
      default:
        throw new IllegalArgumentException(name);
    }
  }

  private static Transport ofNative(String classes, String group) throws Exception {
    checkAvailable(classes);
    return new Transport(classes + group, classes, classes + "ChannelOption");
  }

  EventLoopGroup newGroup() throws Exception {
    if (group.endsWith("IoHandler")) {
      Class<?> factory = Class.forName("io.netty.channel.IoHandlerFactory");
      Object handlers = Class.forName(group).getMethod("newFactory").invoke(null);
      return (EventLoopGroup)
          Class.forName("io.netty.channel.MultiThreadIoEventLoopGroup")
              .getConstructor(int.class, factory)
              .newInstance(1, handlers);
    }
    return (EventLoopGroup) Class.forName(group).getConstructor(int.class).newInstance(1);
  }

  Class<? extends ServerChannel> server() throws ClassNotFoundException {
    return Class.forName(channels + "ServerSocketChannel").asSubclass(ServerChannel.class);
  }

  Class<? extends ServerChannel> unixServer() throws ClassNotFoundException {
    return Class.forName(channels + "ServerDomainSocketChannel").asSubclass(ServerChannel.class);
  }

  Class<? extends Channel> datagrams() throws ClassNotFoundException {
    return Class.forName(channels + "DatagramChannel").asSubclass(Channel.class);
  }

  static SocketAddress unixAddress(String path) throws Exception {
    return (SocketAddress)
        Class.forName("io.netty.channel.unix.DomainSocketAddress")
            .getConstructor(String.class)
            .newInstance(path);
  }

  /** How long a datagram is at most; what is longer holds several. */
  @SuppressWarnings("unchecked")
  ChannelOption<Integer> maxDatagramSize() throws ReflectiveOperationException {
    return (ChannelOption<Integer>)
        Class.forName(options).getField("MAX_DATAGRAM_PAYLOAD_SIZE").get(null);
  }

  private static boolean exists(String name) {
    try {
      Class.forName(name, false, Transport.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException none) {
      return false;
    }
  }

  private static void checkAvailable(String name) throws Exception {
    Method cause = Class.forName(name).getMethod("unavailabilityCause");
    Throwable unavailable = (Throwable) cause.invoke(null);
    if (unavailable != null) {
      Throwable root = unavailable;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      System.out.println("listening unavailable: " + root);
      while (System.in.read() >= 0) {
        // until its input ends
      }
      System.exit(0);
    }
  }
}
