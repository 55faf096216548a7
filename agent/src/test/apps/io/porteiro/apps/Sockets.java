package io.porteiro.apps;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URL;
import java.nio.channels.DatagramChannel;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Has sockets by name, and does with them what its input says, a command a line; prints what comes
 * of it and {@code done}. Ends with its input, which is the standard one, as is the output, unless
 * the system properties {@code in} and {@code out} name files.
 */
public final class Sockets {

  private final PrintStream out;
  private final Map<String, Server> servers = new HashMap<>();
  private final Map<String, List<Connection>> accepted = new HashMap<>();
  private final Map<String, DatagramSocket> datagrams = new HashMap<>();
  private final List<DatagramSocket> clients = new ArrayList<>();

  private Sockets(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    String from = System.getProperty("in");
    String to = System.getProperty("out");
    InputStream in = from == null ? System.in : new FileInputStream(from);
    OutputStream out = to == null ? System.out : new FileOutputStream(to);
    BufferedReader commands = new BufferedReader(new InputStreamReader(in, "UTF-8"));
    Sockets sockets = new Sockets(new PrintStream(out, true, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      try {
        sockets.run(line.split(" "));
      } catch (BindException e) {
        sockets.out.println("failed " + e);
      }
      sockets.out.println("done");
    }
    System.exit(0);
  }

  private void run(String[] words) throws Exception {
    String name = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "server":
        // server NAME API HOST PORT BACKLOG
        listen(name, Servers.open(words[2], address(words[3], words[4]), number(words[5])));
        break;
      case "unix":
        // unix NAME PATH
        listen(name, UnixServer.open(words[2]));
        break;
      case "inherit":
        listen(name, Servers.inherited());
        break;
      case "accept":
        // accept NAME COUNT
        for (int i = 0; i < number(words[2]); i++) {
          accepted.get(name).add(servers.get(name).accept());
        }
        break;
      case "hang-up":
        for (Connection connection : accepted.get(name)) {
          connection.close();
        }
        break;
      case "close":
        if (servers.containsKey(name)) {
          servers.get(name).close();
        } else {
          datagrams.get(name).close();
        }
        break;
      case "close-natively":
        servers.get(name).closeNatively();
        break;
      case "datagrams":
        // datagrams NAME API HOST PORT BYTES, of the receive buffer
        datagrams.put(
            name, datagrams(words[2], address(words[3], words[4]), number(words[5])));
        out.println(datagrams.get(name).getLocalPort());
        break;
      case "connect":
        // connect NAME PORT
        datagrams.get(name).connect(address("127.0.0.1", words[2]));
        break;
      case "disconnect":
        datagrams.get(name).disconnect();
        break;
      case "receive":
        datagrams.get(name).receive(new DatagramPacket(new byte[2_000], 2_000));
        break;
      case "many-servers":
        manyServers(number(name));
        break;
      case "many-clients":
        for (int i = 0; i < number(name); i++) {
          clients.add(new DatagramSocket());
        }
        break;
      case "child":
        out.println(child());
        break;
      case "await":
        // await PORT, until someone listens there
        await(address("127.0.0.1", name));
        break;
      case "metrics":
        // metrics PORT, of the endpoint
        copy(new URL("http://127.0.0.1:" + name + "/metrics"));
        break;
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  private void listen(String name, Server server) {
    servers.put(name, server);
    accepted.put(name, new ArrayList<>());
    out.println(server.name());
  }

  private static DatagramSocket datagrams(String api, SocketAddress address, int bytes)
      throws IOException {
    if (api.equals("DatagramChannel")) {
      return DatagramChannel.open()
          .setOption(StandardSocketOptions.SO_RCVBUF, bytes)
          .bind(address)
          .socket();
    }
    DatagramSocket socket = new DatagramSocket(null);
    socket.setReceiveBufferSize(bytes);
    socket.bind(address);
    return socket;
  }

  /** Named by their number. */
  private void manyServers(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      listen(
          Integer.toString(i),
          Servers.open("ServerSocketChannel", address("127.0.0.1", "0"), 5));
    }
  }

  /** Another process, which listens; returns its port. Ends with this one. */
  private static String child() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName(),
            "ServerSocket");
    InputStream said = builder.start().getInputStream();
    String line = new BufferedReader(new InputStreamReader(said, "UTF-8")).readLine();
    return line.substring("listening ".length());
  }

  private static void await(SocketAddress address) throws Exception {
    for (int i = 0; i < 3_000; i++) {
      try {
        new Socket().connect(address);
        return;
      } catch (IOException notYet) {
        Thread.sleep(10);
      }
    }
  }

  private void copy(URL url) throws IOException {
    try (InputStream in = url.openStream()) {
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static InetSocketAddress address(String host, String port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(host), number(port));
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
