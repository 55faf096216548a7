package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramSocketImpl;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketImpl;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DescriptorsTest {

  private final RealSockets sockets = new RealSockets();

  @AfterEach
  void close() throws IOException {
    sockets.close();
  }

  @Test
  void anOpenSocketHasANumberOfItsOwn() throws IOException {
    ServerSocketChannel server = sockets.server();
    SocketChannel connection = sockets.accept(server);

    assertThat(Descriptors.number(RealSockets.descriptor(server))).isPositive();
    assertThat(Descriptors.number(RealSockets.descriptor(connection)))
        .isPositive()
        .isNotEqualTo(Descriptors.number(RealSockets.descriptor(server)));
  }

  @Test
  void whatIsNoDescriptorHasNone() {
    assertThat(Descriptors.number(null)).isEqualTo(-1);
    assertThat(Descriptors.number(new FileDescriptor())).isEqualTo(-1);
  }

  @Test
  void theDescriptorOfAServerSocketIsItsImplementations() throws IOException {
    ServerSocket socket = sockets.add(new ServerSocket());
    socket.bind(RealSockets.ANY);

    FileDescriptor descriptor = Descriptors.of(RealSockets.impl(socket));
    assertThat(Descriptors.localAddress(descriptor)).isEqualTo(socket.getLocalSocketAddress());
  }

  @Test
  void theDescriptorOfAnAsynchronousServerChannelIsItsOwn() throws IOException {
    AsynchronousServerSocketChannel server =
        sockets.add(AsynchronousServerSocketChannel.open()).bind(RealSockets.ANY);

    assertThat(Descriptors.localAddress(Descriptors.of(server)))
        .isEqualTo(server.getLocalAddress());
  }

  @Test
  void whatAnotherLibraryMadeHasNoDescriptor() {
    assertThat(Descriptors.of(RealSockets.anotherLibrarys(SocketImpl.class))).isNull();
    assertThat(Descriptors.of(RealSockets.anotherLibrarys(DatagramSocketImpl.class))).isNull();
    assertThat(Descriptors.of(RealSockets.anotherLibrarys(AsynchronousServerSocketChannel.class)))
        .isNull();
  }

  @Test
  void theLocalAddressIsTheSystems() throws IOException {
    ServerSocketChannel server = sockets.server();
    DatagramChannel datagrams = sockets.add(DatagramChannel.open()).bind(RealSockets.ANY);
    SocketChannel connection = sockets.accept(server);

    assertThat(Descriptors.localAddress(RealSockets.descriptor(server)))
        .isEqualTo(server.getLocalAddress());
    assertThat(Descriptors.localAddress(RealSockets.descriptor(datagrams)))
        .isEqualTo(datagrams.getLocalAddress());
    assertThat(Descriptors.localAddress(RealSockets.descriptor(connection)))
        .isEqualTo(server.getLocalAddress());
  }

  @Test
  void anUnboundSocketHasPortZero() throws IOException {
    DatagramChannel datagrams = sockets.add(DatagramChannel.open());

    assertThat(Descriptors.localAddress(RealSockets.descriptor(datagrams)))
        .extracting(InetSocketAddress::getPort)
        .isEqualTo(0);
  }

  @Test
  void whatIsNoDescriptorHasNoAddress() {
    assertThat(Descriptors.localAddress(new FileDescriptor())).isNull();
    assertThat(Descriptors.localAddress(null)).isNull();
  }
}
