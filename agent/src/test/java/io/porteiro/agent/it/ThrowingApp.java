package io.porteiro.agent.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Uses sockets while, if asked to, the receiver of their events throws at every one; prints what
 * came of it.
 */
public final class ThrowingApp {

  private ThrowingApp() {}

  public static void main(String[] args) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    // weaves, so that there is somebody to be replaced
    new ServerSocket(0, 1, loopback).close();
    if (args[0].equals("true")) {
      replaceReceiver();
    }
    try (ServerSocket server = new ServerSocket(0, 10, loopback);
        Socket client = new Socket(loopback, server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write(5);
      System.out.println("echoed " + accepted.getInputStream().read());
      try {
        new ServerSocket(server.getLocalPort(), 1, loopback);
      } catch (IOException e) {
        System.out.println(e);
      }
    }
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(loopback, 0));
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
          SocketChannel accepted = server.accept()) {
        client.write(ByteBuffer.wrap(new byte[] {7}));
        ByteBuffer buffer = ByteBuffer.allocate(1);
        accepted.read(buffer);
        System.out.println("echoed " + buffer.get(0));
      }
    }
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      socket.send(new DatagramPacket(new byte[9], 9, loopback, socket.getLocalPort()));
      DatagramPacket packet = new DatagramPacket(new byte[20], 20);
      socket.receive(packet);
      System.out.println("received " + packet.getLength());
    }
    if (args[0].equals("true") && errors() < 10) {
      throw new IllegalStateException("only " + errors() + " errors were counted");
    }
    System.exit(0);
  }

  private static void replaceReceiver() throws ReflectiveOperationException {
    Class<?> events = Class.forName("java.porteiro.SocketEvents", true, null);
    Object throwing =
        new ByteBuddy()
            .subclass(events)
            .name("io.porteiro.Throwing")
            .method(ElementMatchers.isDeclaredBy(events))
            .intercept(ExceptionMethod.throwing(IllegalStateException.class))
            .make()
            .load(ThrowingApp.class.getClassLoader())
            .getLoaded()
            .getConstructor()
            .newInstance();
    Class.forName("java.porteiro.Porteiro", true, null)
        .getMethod("tell", events)
        .invoke(null, throwing);
  }

  private static long errors() throws ReflectiveOperationException {
    Object counts =
        Class.forName("java.porteiro.AgentErrors", true, null).getMethod("counts").invoke(null);
    return ((java.util.Map<?, ?>) counts).values().stream().mapToLong(value -> (Long) value).sum();
  }
}
