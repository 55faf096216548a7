package io.porteiro.agent.inventory;

import io.porteiro.agent.kernel.KernelSockets;
import io.porteiro.agent.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Every port that the JVM listens or listened on. A port stays after its last listener has closed,
 * so that its counters can still be read, until the cap needs the room; a port that finds no room
 * is folded into {@code other} for as long as it lives.
 */
public final class Inventory implements InventoryView {

  private final int maxPorts;
  private final boolean histogram;
  private final ServiceLookup services;
  private final Map<String, Port> ports = new ConcurrentHashMap<>();
  private final Map<Protocol, Port> others = new HashMap<>();
  private final Object naming = new Object();
  private final DescriptorTable descriptors = new DescriptorTable();
  private final KernelSockets kernel;
  private final Reconciliation reconciliation;
  private final Peers peers;
  private final AdmissionControl admission = new AdmissionControl();
  private final ListenerObservers observers = new ListenerObservers();
  private volatile int portChanges;
  private int unfolded;
  private long folded;

  /**
   * @param maxPorts how many ports bounded views show under their own number
   * @param histogram whether connection durations are kept in buckets
   * @param services where the names come from
   * @param kernel what the operating system says about this process's sockets
   */
  public Inventory(int maxPorts, boolean histogram, ServiceLookup services, KernelSockets kernel) {
    this.maxPorts = maxPorts;
    this.histogram = histogram;
    this.services = services;
    this.kernel = kernel;
    this.peers = new Peers(descriptors, kernel);
    this.reconciliation = new Reconciliation(this, descriptors, kernel);
  }

  /** What is behind each file descriptor. */
  DescriptorTable descriptors() {
    return descriptors;
  }

  /** What is held against the operating system's own list. */
  Reconciliation reconciliation() {
    return reconciliation;
  }

  /** What is held against the policy. */
  AdmissionControl admission() {
    return admission;
  }

  /** Has what listens from now on, and what does already, held against this policy. */
  public synchronized void admit(Policy policy) {
    admission.policy(policy);
    for (Listener listener : listeners()) {
      boolean expectedBefore = !listener.isUnexpected();
      if (!listener.judge(admission) && listener.isOpen()) {
        if (expectedBefore) {
          observers.becameUnexpected(listener);
        } else {
          observers.remainsUnexpected(listener);
        }
      }
    }
  }

  /** From now on it is told of listeners. */
  public void add(ListenerObserver observer) {
    observers.add(observer);
  }

  /** It is not told any more. */
  public void remove(ListenerObserver observer) {
    observers.remove(observer);
  }

  /** The port of that name, new when there is none. Called for binds only. */
  Port port(Protocol protocol, String label) {
    String key = protocol.label() + '/' + label;
    Port port = ports.get(key);
    return port == null ? add(key, protocol, label) : port;
  }

  /** As below, of one that is in the table of descriptors later. */
  Listener open(Endpoint endpoint, int descriptor, int backlog, boolean own, Owner owner) {
    return open(endpoint, descriptor, backlog, own, owner, listener -> true);
  }

  /**
   * Lists a listener. Under the lock, so that its port is not let go before it is listed.
   *
   * @param enter enters it into the table of descriptors; when that fails, it is not listed
   * @return null when it is not listed
   */
  synchronized Listener open(
      Endpoint endpoint,
      int descriptor,
      int backlog,
      boolean own,
      Owner owner,
      Predicate<Listener> enter) {
    Port port = port(endpoint.protocol, endpoint.port);
    Listener listener = new Listener(port, endpoint, descriptor, backlog, own, owner, observers);
    if (!enter.test(listener)) {
      return null;
    }
    if (!listener.judge(admission)) {
      port.unexpectedlyBound();
    }
    // before: from then on another thread may find it, and close it
    observers.opened(listener);
    port.opened(listener);
    if (!listener.isOpen()) {
      // by somebody who found it in the table
      port.closed(listener);
    }
    return listener;
  }

  private synchronized Port add(String key, Protocol protocol, String label) {
    Port port = ports.get(key);
    if (port != null) {
      return port;
    }
    port = new Port(protocol, label, histogram, isCapped(label) ? room(protocol) : null);
    ports.put(key, port);
    portChanges++;
    return port;
  }

  /** Whether there may be any number of these. */
  private static boolean isCapped(String label) {
    return !label.equals(Endpoint.EPHEMERAL);
  }

  /** Null when there is room for another port, or the one that it is to be folded into. */
  private Port room(Protocol protocol) {
    makeRoom();
    if (unfolded < maxPorts) {
      unfolded++;
      return null;
    }
    folded++;
    return others.computeIfAbsent(protocol, p -> new Port(p, Port.OTHER, histogram, null));
  }

  /** Lets idle folded ports go, and at the cap the port that has been idle longest. */
  private void makeRoom() {
    if (unfolded < maxPorts) {
      return;
    }
    Port idle = null;
    long now = System.nanoTime();
    for (Port port : new ArrayList<>(ports.values())) {
      if (isCapped(port.label) && port.isIdle()) {
        if (port.folded != null) {
          remove(port);
        } else if (idle == null || now - port.idleSinceNanos() > now - idle.idleSinceNanos()) {
          idle = port;
        }
      }
    }
    if (idle != null) {
      remove(idle);
      unfolded--;
    }
  }

  /** Under the lock, as all changes are. */
  private void remove(Port port) {
    ports.remove(port.key());
    portChanges++;
  }

  /** The port of that name that the application listens on, or null. */
  Port listening(String protocol, String label) {
    Port port = ports.get(protocol + '/' + label);
    if (port != null) {
      for (Listener listener : port.listeners()) {
        if (AdmissionControl.isJudged(listener.endpoint(), listener.own)) {
          return port;
        }
      }
    }
    return null;
  }

  /**
   * To be called once, when the hooks came to sockets that were there before: counts the
   * connections that are open.
   */
  public void findEarlierConnections() {
    reconciliation.find(new EarlierConnections(this, descriptors, kernel));
  }

  /** Every listener that is open. */
  List<Listener> listeners() {
    List<Listener> open = new ArrayList<>();
    for (Port port : ports.values()) {
      open.addAll(port.listeners());
    }
    return open;
  }

  @Override
  public void reconcile() {
    reconciliation.run();
  }

  @Override
  public InventorySnapshot snapshot() {
    reconcile();
    int somaxconn = reconciliation.somaxconn();
    boolean judged = admission.judges();
    List<Port> known = nameServices();
    List<PortSnapshot> all = new ArrayList<>();
    List<PortSnapshot> bounded = new ArrayList<>();
    for (Port port : known) {
      PortSnapshot snapshot = port.snapshot(somaxconn, judged);
      all.add(snapshot);
      if (port.folded == null) {
        bounded.add(snapshot);
      }
    }
    synchronized (this) {
      for (Port other : others.values()) {
        bounded.add(other.snapshot(somaxconn, judged));
      }
      return new InventorySnapshot(all, bounded, folded, reconciliation.unavailable());
    }
  }

  @Override
  public PortSnapshot snapshot(String protocol, String label) {
    reconcile();
    Port port = ports.get(protocol + '/' + label);
    if (port == null && label.equals(Port.OTHER)) {
      port = other(protocol);
    } else if (port != null && port.service() == null) {
      nameServices();
    }
    return port == null ? null : port.snapshot(reconciliation.somaxconn(), admission.judges());
  }

  private synchronized Port other(String protocol) {
    for (Port other : others.values()) {
      if (other.protocol.label().equals(protocol)) {
        return other;
      }
    }
    return null;
  }

  @Override
  public int portChanges() {
    return portChanges;
  }

  @Override
  public String service(String protocol, String label) {
    Port port = ports.get(protocol + '/' + label);
    if (port != null && port.service() == null) {
      nameServices();
    }
    return port == null || port.service() == null ? "" : port.service();
  }

  @Override
  public List<PeerSnapshot> peers(String protocol, String port) {
    Port known = ports.get(protocol + '/' + port);
    return known == null ? Collections.emptyList() : peers.of(known);
  }

  /**
   * Gives the ports that there are their names. Under a lock of its own, as it may read files: a
   * bind must not wait for that.
   *
   * @return those ports
   */
  private List<Port> nameServices() {
    List<Port> known = new ArrayList<>(ports.values());
    synchronized (naming) {
      Map<String, Port> nameless = new HashMap<>();
      for (Port port : known) {
        if (port.service() == null) {
          nameless.put(port.key(), port);
        }
      }
      if (!nameless.isEmpty()) {
        Map<String, String> names = services.lookUp(nameless.keySet());
        nameless.forEach((key, port) -> port.service(names.getOrDefault(key, "")));
      }
    }
    return known;
  }
}
