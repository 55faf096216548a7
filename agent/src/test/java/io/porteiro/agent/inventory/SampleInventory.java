package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.FakeProc;
import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.policy.Policy;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An inventory that the tests of other rooms fill, without a socket being opened. */
public final class SampleInventory {

  private final Inventory inventory;
  private final Map<String, Listener> listeners = new HashMap<>();

  /** Knows the services {@code login} and {@code who}. */
  public SampleInventory(int maxPorts, boolean histogram) {
    this(maxPorts, histogram, NoKernel.SOCKETS);
  }

  /** As above; the first listener has descriptor 3, the next 4 and so on. */
  public SampleInventory(int maxPorts, boolean histogram, KernelSockets kernel) {
    inventory =
        new Inventory(
            maxPorts, histogram, ports -> Map.of("tcp/513", "login", "udp/513", "who"), kernel);
  }

  public InventorySnapshot snapshot() {
    return inventory.snapshot();
  }

  /** What views ask. */
  public InventoryView view() {
    return inventory;
  }

  public SampleInventory observedBy(ListenerObserver observer) {
    inventory.add(observer);
    return this;
  }

  public SampleInventory observedNoMoreBy(ListenerObserver observer) {
    inventory.remove(observer);
    return this;
  }

  /**
   * Listens on {@code tcp/513} or {@code udp/513} of loopback, on {@code unix//run/x.sock}, or as a
   * client on {@code udp/ephemeral}.
   */
  public SampleInventory listen(String key) {
    String[] parts = key.split("/", 2);
    Protocol protocol = Protocol.valueOf(parts[0].toUpperCase(Locale.ROOT));
    Endpoint endpoint = endpoint(protocol, parts[1]);
    listeners.put(
        key, inventory.open(endpoint, 3 + listeners.size(), 50, false, Owner.ofCall(true, null)));
    return this;
  }

  /** What may listen from now on. */
  public SampleInventory admit(Policy policy) {
    inventory.admit(policy);
    return this;
  }

  /** A connection of a client on this host, accepted at a billion seconds. */
  public static PeerSnapshot peer(int port) {
    return new PeerSnapshot(FakeProc.connection(513, port), 1_000_000_000_000L);
  }

  private static Endpoint endpoint(Protocol protocol, String port) {
    if (protocol == Protocol.UNIX) {
      return Endpoint.ofPath(port);
    }
    boolean client = port.equals(Endpoint.EPHEMERAL);
    InetSocketAddress address =
        new InetSocketAddress("127.0.0.1", client ? 40_000 : Integer.parseInt(port));
    return protocol == Protocol.UDP
        ? Endpoint.ofDatagram(address, client)
        : Endpoint.ofStream(address, false);
  }

  public SampleInventory stopListening(String key) {
    listeners.get(key).close();
    return this;
  }

  /** Connections that were accepted, of which some were closed after {@code nanos} each. */
  public SampleInventory connections(String key, int accepted, int closed, long nanos) {
    ConnectionCounters counters = listeners.get(key).port.connections;
    for (int i = 0; i < accepted; i++) {
      counters.accepted();
    }
    for (int i = 0; i < closed; i++) {
      counters.closed(nanos);
    }
    return this;
  }

  public SampleInventory acceptFailed(String key, AcceptError error) {
    listeners.get(key).port.connections.failed(error);
    return this;
  }

  public SampleInventory bindFailed(String key, BindError error) {
    listeners.get(key).port.bindFailed(error);
    return this;
  }

  /** One datagram each way. */
  public SampleInventory datagrams(String key, long receivedBytes, long sentBytes) {
    DatagramCounters counters = listeners.get(key).port.datagrams;
    counters.received(receivedBytes);
    counters.sent(sentBytes);
    return this;
  }
}
