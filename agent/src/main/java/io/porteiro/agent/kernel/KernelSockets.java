package io.porteiro.agent.kernel;

import java.io.File;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the Linux kernel says about this process's sockets: the tables of {@code /proc/self/net},
 * proc(5), which hold those of the whole network namespace, less what is not among the descriptors
 * in {@code /proc/self/fd}. Needs no privilege, sees sockets that no Java code opened, and lets no
 * exception out.
 *
 * <p>Lives in the agent's own class loader. Safe for use by several threads.
 */
public final class KernelSockets {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** The kernel's own default since Linux 5.4. */
  private static final int DEFAULT_SOMAXCONN = 4096;

  private final File proc;
  private final File net;
  private final ByteOrder order;
  private final LongSupplier nanoTime;
  private final SocketDescriptors descriptors;
  private final Owners owners;
  private final ForeignListeners foreign;
  private final ForeignListeners foreign6;
  private final TableFile file = new TableFile();
  private int tables;
  private int somaxconn;
  private long somaxconnNanos;
  private PortRange ephemeral;

  /** Reads {@code /proc}. */
  public KernelSockets() {
    this(new File("/proc"), ByteOrder.nativeOrder(), System::nanoTime);
  }

  /** Reads a folder that looks like {@code /proc}. */
  public KernelSockets(File proc) {
    this(proc, ByteOrder.nativeOrder(), System::nanoTime);
  }

  /** Reads what a machine of this byte order would have in {@code /proc}, for tests. */
  KernelSockets(File proc, ByteOrder order, LongSupplier nanoTime) {
    this.proc = proc;
    this.order = order;
    this.nanoTime = nanoTime;
    net = new File(proc, "self/net");
    descriptors = new SocketDescriptors(new File(proc, "self/fd"));
    owners = new Owners(descriptors, nanoTime);
    foreign = new ForeignListeners(owners);
    foreign6 = new ForeignListeners(owners);
  }

  /**
   * Reads the tables. Costs a few microseconds for each listener and for each UDP and Unix-domain
   * socket of the network namespace, not for connections; but when there are TCP listeners of one
   * kind (IPv4 or IPv6) and hardly a connection of that kind, the kernel looks for one in its whole
   * hash table, which takes it some milliseconds, and more with many connections of the other kind.
   * When none of those listeners is this process's, the table is not read again as long as, by the
   * kernel's counts, there can be no more of them, for a minute at most. The descriptors of this
   * process are listed when a socket appears that was not there before.
   *
   * <p>The kernel hands the tables out page by page: while sockets come and go, one that stays may
   * be missing from a reading, if rarely.
   */
  public synchronized KernelTable read() {
    owners.begin();
    Candidates candidates = new Candidates(owners);
    InetRow inet = new InetRow(order);
    tables = 0;
    String problem = null;
    problem = first(problem, tcp(inet, candidates));
    problem = first(problem, table("udp", new UdpSockets(inet, candidates)));
    problem = first(problem, table("udp6", new UdpSockets(inet, candidates)));
    UnixListeners unix = new UnixListeners(candidates);
    problem = first(problem, table("unix", unix));
    unix.finish();
    problem = first(problem, owners.settle());
    return new KernelTable(candidates.owned(), tables == 0 ? noTables() : problem);
  }

  /**
   * The TCP connections of this process on a local port, whoever opened them. Those that wait to be
   * accepted and those in TIME_WAIT belong to no process. Reads the whole table of connections and
   * lists the descriptors: for when someone asks, not for every scrape. Empty when there are none
   * or they cannot be read; of a table of more than 200,000 connections the rest is left out.
   */
  public List<KernelConnection> connections(int port) {
    Map<Long, Integer> ours = new SocketDescriptors(new File(proc, "self/fd")).list();
    return ours == null ? Collections.emptyList() : connections(port, ours);
  }

  private List<KernelConnection> connections(int port, Map<Long, Integer> ours) {
    TcpConnections connections = new TcpConnections(new InetRow(order), port, ours);
    TableFile reader = new TableFile();
    reader.read(new File(net, "tcp"), connections);
    reader.read(new File(net, "tcp6"), connections);
    return Collections.unmodifiableList(connections.connections());
  }

  /**
   * All connections of this process that have a local port, or the path of the Unix-domain listener
   * that they came from; with the limits and the costs of {@link #connections}.
   */
  public List<KernelSocket> connected() {
    Map<Long, Integer> ours = new SocketDescriptors(new File(proc, "self/fd")).list();
    if (ours == null) {
      return Collections.emptyList();
    }
    List<KernelSocket> connected = new ArrayList<>();
    for (KernelConnection tcp : connections(TcpConnections.ANY_PORT, ours)) {
      connected.add(
          KernelSocket.tcp(
              tcp.localAddress(),
              tcp.localPort(),
              tcp.inode(),
              tcp.descriptor(),
              tcp.receiveQueue()));
    }
    new TableFile().read(new File(net, "unix"), new UnixConnections(ours, connected));
    return connected;
  }

  /**
   * The most connections that may wait on a listener, whatever backlog it asks for: {@code
   * net.core.somaxconn} of the network namespace, at most a minute old; 4096 when it cannot be
   * read. A listener keeps what held when it began to listen.
   */
  public synchronized int somaxconn() {
    long now = nanoTime.getAsLong();
    if (somaxconn == 0 || now - somaxconnNanos >= MINUTE_NANOS) {
      SingleNumber number = new SingleNumber(DEFAULT_SOMAXCONN);
      file.read(new File(proc, "sys/net/core/somaxconn"), number);
      somaxconn = (int) Math.max(1, Math.min(number.number(), Integer.MAX_VALUE));
      somaxconnNanos = now;
    }
    return somaxconn;
  }

  /** Has the next reading rely on nothing that an earlier one found. */
  public synchronized void readAnew() {
    foreign.forget();
    foreign6.forget();
  }

  /**
   * Whether the system chooses ports like this by itself: {@code net.ipv4.ip_local_port_range} of
   * the network namespace as it was at first, 32768 to 60999 when it cannot be read.
   */
  public synchronized boolean isEphemeral(int port) {
    if (ephemeral == null) {
      ephemeral = new PortRange();
      file.read(new File(proc, "sys/net/ipv4/ip_local_port_range"), ephemeral);
    }
    return ephemeral.contains(port);
  }

  /** The inode of the socket that has this descriptor now; 0 when there is none. */
  public long inode(int descriptor) {
    return descriptors.inode(descriptor);
  }

  /**
   * How many datagrams the kernel dropped on this process's UDP socket with this descriptor, modulo
   * 2 to the 32nd; {@link KernelSocket#UNKNOWN} when there is none, when the kernel does not tell,
   * or when there are more than 512 UDP sockets in the network namespace: it costs some
   * microseconds for each, and is for threads that have something better to do.
   */
  public long drops(int descriptor) {
    long inode = descriptors.inode(descriptor);
    if (inode == 0) {
      return KernelSocket.UNKNOWN;
    }
    UdpDrops drops = new UdpDrops(new InetRow(order), inode);
    TableFile reader = new TableFile();
    reader.read(new File(net, "udp"), drops);
    if (!drops.isComplete()) {
      reader.read(new File(net, "udp6"), drops);
    }
    return drops.drops();
  }

  /** How often a reading listed the descriptors of this process. */
  synchronized int listings() {
    return descriptors.listings();
  }

  private String tcp(InetRow inet, Candidates candidates) {
    SocketCount inUse = new SocketCount("TCP:");
    file.read(new File(net, "sockstat"), inUse);
    SocketCount inUse6 = new SocketCount("TCP6:");
    file.read(new File(net, "sockstat6"), inUse6);
    EstablishedCount established = new EstablishedCount();
    file.read(new File(net, "snmp"), established);
    // those in other states are few, and pass for listeners
    long most =
        inUse.isComplete() && inUse6.isComplete() && established.isComplete()
            ? inUse.count() + inUse6.count() - established.count()
            : -1;
    TcpListeners four = new TcpListeners(inet, candidates, foreign, inUse.count());
    TcpListeners six = new TcpListeners(inet, candidates, foreign6, inUse6.count());
    // what the one has decides whether the other is to be read
    if (foreign.areKnown()) {
      String problem = tcp("tcp6", six, foreign6, -1);
      return first(problem, tcp("tcp", four, foreign, most - foreign6.count()));
    }
    String problem = tcp("tcp", four, foreign, -1);
    return first(problem, tcp("tcp6", six, foreign6, most - foreign.count()));
  }

  private String tcp(String name, TcpListeners listeners, ForeignListeners foreign, long most) {
    long begun = nanoTime.getAsLong();
    if (foreign.areAll(most, begun)) {
      tables++;
      return null;
    }
    foreign.begin();
    String problem = table(name, listeners);
    if (problem == null) {
      foreign.end(begun, nanoTime.getAsLong());
    }
    return problem;
  }

  /** A table that is absent is empty: the kernel may have no IPv6. */
  private String table(String name, Rows rows) {
    File table = new File(net, name);
    if (!table.isFile()) {
      return null;
    }
    tables++;
    return file.read(table, rows);
  }

  private String noTables() {
    String system = System.getProperty("os.name");
    return "there are no tables in "
        + net
        + ("Linux".equals(system) ? ": /proc is hidden or not mounted" : ": this is " + system);
  }

  private static String first(String problem, String another) {
    return problem == null ? another : problem;
  }
}
