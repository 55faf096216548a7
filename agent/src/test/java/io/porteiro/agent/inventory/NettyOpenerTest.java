package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyOpenerTest {

  @ParameterizedTest
  @CsvSource({
    "io.netty.bootstrap.ServerBootstrap, true",
    "io.netty.channel.epoll.EpollServerSocketChannel, true",
    "io.netty.incubator.channel.uring.LinuxSocket, true",
    "io.netty.util.concurrent.SingleThreadEventExecutor$4, true",
    "io.netty.resolver.dns.DnsNameResolver, true",
    "io.grpc.netty.shaded.io.netty.channel.unix.Socket, true",
    "netty.channel.Channel, true",
    "io.grpc.netty.shaded.io.grpc.netty.NettyServer, false",
    "io.grpc.netty.NettyServer, false",
    "reactor.netty.transport.ServerTransport, false",
    "reactor.netty.channel.ChannelOperations, true",
    "my.kinetty.channel.Channel, false",
    "my.netty.Server, false",
    "netty, false",
  })
  void nettysOwnPackagesAreNettysWhereverTheyWereMovedTo(String name, boolean expected) {
    assertThat(NettyOpener.isNetty(name)).isEqualTo(expected);
  }

  @Test
  void theFirstClassBehindNettysIsTheOpener() {
    NettyOpener search = new NettyOpener();

    assertThat(search.ends(NioServerSocketChannel.class)).isFalse();
    assertThat(search.ends(AbstractBootstrap.class)).isFalse();
    assertThat(search.ends(NettyOpenerTest.class)).isTrue();
    assertThat(search.opener()).isSameAs(NettyOpenerTest.class);
  }

  @Test
  void aDatagramChannelHasOneToo() {
    NettyOpener search = new NettyOpener();

    assertThat(search.ends(NioDatagramChannel.class)).isFalse();
    assertThat(search.ends(NettyOpenerTest.class)).isTrue();
    assertThat(search.opener()).isSameAs(NettyOpenerTest.class);
  }

  @Test
  void nobodyIsTheOpenerOfASocketThatNettyDoesNotMake() {
    NettyOpener search = new NettyOpener();

    assertThat(search.ends(NettyOpenerTest.class)).isTrue();
    assertThat(search.opener()).isNull();
  }

  /** Connections that go out are many. */
  @Test
  void theSearchEndsAtAChannelThatConnects() {
    NettyOpener search = new NettyOpener();

    assertThat(search.ends(EventExecutor.class)).isFalse();
    assertThat(search.ends(NioSocketChannel.class)).isTrue();
    assertThat(search.opener()).isNull();
  }

  @Test
  void onlyTheNearestChannelDecides() {
    NettyOpener search = new NettyOpener();

    assertThat(search.ends(NioServerSocketChannel.class)).isFalse();
    assertThat(search.ends(NioSocketChannel.class)).isFalse();
    assertThat(search.ends(Channel.class)).isFalse();
  }
}
