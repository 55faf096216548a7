package io.porteiro.demo.who;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The {@code who} service, UDP 513: hears which hosts there are and who is logged in on them.
 *
 * <p>The packets are rwhod's ({@link RwhoPacket}). A real rwhod also insists on the sender's port
 * being 513; here several senders share one host, so any port will do. The service never answers.
 */
public final class WhoServer implements AutoCloseable {

  private static final int MAX_HOSTS = 64;
  private static final long STOP_MILLIS = 2000;

  /** So many failures to receive in a row mean that the socket is of no more use. */
  private static final int MAX_FAILURES = 10;

  private final DatagramSocket socket;
  private final WhoHosts hosts = new WhoHosts(MAX_HOSTS);
  private final AtomicLong refused = new AtomicLong();
  private final Thread receiver = new Thread(this::receiveAll, "who-receive");

  private WhoServer(DatagramSocket socket) {
    this.socket = socket;
    this.receiver.setDaemon(true);
  }

  /** Opens the service; port 0 lets the system choose one. */
  public static WhoServer listen(InetAddress address, int port) throws IOException {
    WhoServer server = new WhoServer(new DatagramSocket(port, address));
    server.receiver.start();
    return server;
  }

  /** Where the service listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** The hosts heard of. */
  public WhoHosts hosts() {
    return hosts;
  }

  /** How many packets came that are none of rwho's. */
  public long refused() {
    return refused.get();
  }

  private void receiveAll() {
    // One byte more than a packet has, to tell a longer one.
    byte[] buffer = new byte[RwhoPacket.MAX_LENGTH + 1];
    int failures = 0;
    while (!socket.isClosed() && failures < MAX_FAILURES) {
      try {
        DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
        socket.receive(datagram);
        failures = 0;
        take(datagram);
      } catch (IOException e) {
        failures++;
      }
    }
  }

  private void take(DatagramPacket datagram) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength());
      String from = datagram.getAddress().getHostAddress() + ":" + datagram.getPort();
      hosts.heard(RwhoPacket.parse(bytes), from);
    } catch (ProtocolException e) {
      refused.incrementAndGet();
    }
  }

  @Override
  public void close() {
    socket.close();
    try {
      // The system keeps the port open as long as somebody is in receive.
      receiver.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
