package io.porteiro.agent.jmx;

import static javax.management.openmbean.SimpleType.BOOLEAN;
import static javax.management.openmbean.SimpleType.DATE;
import static javax.management.openmbean.SimpleType.DOUBLE;
import static javax.management.openmbean.SimpleType.INTEGER;
import static javax.management.openmbean.SimpleType.LONG;
import static javax.management.openmbean.SimpleType.STRING;

import io.porteiro.agent.inventory.AcceptError;
import io.porteiro.agent.inventory.BindError;
import io.porteiro.agent.inventory.ConnectionSnapshot;
import io.porteiro.agent.inventory.DatagramSnapshot;
import io.porteiro.agent.inventory.DurationBuckets;
import io.porteiro.agent.inventory.ListenerSnapshot;
import io.porteiro.agent.inventory.PeerSnapshot;
import io.porteiro.agent.inventory.PortSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenDataException;

/** The figures of ports, of their listeners and of their peers: the names that users rely on. */
final class PortFigures {

  private static final String PREFIX = "io.porteiro.";

  /** Where a listener is bound, and by whom. */
  static final Figures<ListenerSnapshot> BINDING =
      new Figures<ListenerSnapshot>()
          .with("address", "The bind address, or a path", STRING, ListenerSnapshot::address)
          .with("exposure", "How far that reaches", STRING, l -> l.exposure().label())
          .with("owner", "The class that bound it", STRING, ListenerSnapshot::owner)
          .with("artifact", "The jar or module of that", STRING, ListenerSnapshot::artifact)
          .with("thread", "The thread that bound it", STRING, ListenerSnapshot::thread)
          .with("since", "When it was bound, or first seen", DATE, l -> date(l.sinceMillis()))
          .with(
              "ephemeral",
              "Whether the system chose the port",
              BOOLEAN,
              ListenerSnapshot::ephemeral)
          .with(
              "knownBy",
              "hook, or kernel when no code of the JVM bound it",
              STRING,
              ListenerSnapshot::knownBy);

  static final Figures<ListenerSnapshot> LISTENER =
      new Figures<ListenerSnapshot>()
          .with(BINDING)
          .with(
              "queue",
              "Connections that nobody has accepted yet, or bytes of datagrams",
              LONG,
              l -> known(l.queue()))
          .with("queueLimit", "How many connections may wait", LONG, l -> known(l.queueLimit()))
          .with(
              "unexpected",
              "Whether the policy does not expect it",
              BOOLEAN,
              ListenerSnapshot::isUnexpected)
          .as(PREFIX + "Listener", "A listening socket");

  static final Figures<ListenerSnapshot> OWNER_STACK =
      new Figures<ListenerSnapshot>()
          .with(BINDING)
          .with(
              "stack",
              "The stack of the bind, the nearest frame first; empty when nobody knows",
              strings(),
              l -> Arrays.stream(l.stack()).map(String::valueOf).toArray(String[]::new))
          .as(PREFIX + "OwnerStack", "A listening socket and the stack that bound it");

  static final Figures<PeerSnapshot> PEER =
      new Figures<PeerSnapshot>()
          .with("address", "The other end's address", STRING, PeerSnapshot::address)
          .with("port", "The other end's port", INTEGER, PeerSnapshot::port)
          .with("localAddress", "This end's address", STRING, PeerSnapshot::localAddress)
          .with(
              "since",
              "When it was accepted; null when that was before the agent came",
              DATE,
              p -> p.sinceMillis() == 0 ? null : date(p.sinceMillis()))
          .with("state", "As the kernel calls it, such as ESTABLISHED", STRING, PeerSnapshot::state)
          .with("sendQueueBytes", "Sent and not acknowledged", LONG, PeerSnapshot::sendQueue)
          .with("receiveQueueBytes", "Received and not read", LONG, PeerSnapshot::receiveQueue)
          .as(PREFIX + "Peer", "An open connection");

  private static final Figures<PortSnapshot> BIND_ERRORS = bindErrors();

  private static final Figures<ConnectionSnapshot> ACCEPT_ERRORS = acceptErrors();

  /** A bound of the histogram and how many are in its bucket. */
  private static final Figures<long[]> BUCKET =
      new Figures<long[]>()
          .with(
              "upToSeconds",
              "The longest duration in it",
              DOUBLE,
              b -> DurationBuckets.upperBoundsSeconds()[(int) b[0]])
          .with("count", "Connections that lasted longer than the bucket before", LONG, b -> b[1])
          .as(PREFIX + "DurationBucket", "A bucket of the histogram of durations");

  /** What every port has. */
  private static final Figures<PortSnapshot> ANY =
      new Figures<PortSnapshot>()
          .with("protocol", "tcp, udp or unix", STRING, p -> p.protocol().label())
          .with("port", "A number, a path, ephemeral or other", STRING, PortSnapshot::port)
          .with("service", "What it is registered for, or empty", STRING, PortSnapshot::service)
          .with("listeners", "Listening sockets now", INTEGER, p -> p.listeners().size())
          .with(
              "listenerDetails",
              "Each of them",
              LISTENER.arrayType(),
              p -> LISTENER.data(p.listeners()))
          .with("bindFailures", "Binds that failed", BIND_ERRORS.type(), BIND_ERRORS::data)
          .with(
              "unexpected",
              "Whether any listens that the policy does not expect; null without a policy",
              BOOLEAN,
              p -> p.isJudged() ? p.isUnexpected() : null)
          .with(
              "unexpectedBinds",
              "Sockets that came to listen unexpectedly; null without a policy",
              LONG,
              p -> p.isJudged() ? p.unexpectedBinds() : null);

  /** Of a port that accepts connections. */
  static final Figures<PortSnapshot> CONNECTIONS =
      new Figures<PortSnapshot>()
          .with(ANY)
          .with(
              "connectionsAccepted",
              "Connections accepted",
              LONG,
              connections(ConnectionSnapshot::accepted))
          .with(
              "connectionsClosed",
              "Of those, closed by this process",
              LONG,
              connections(ConnectionSnapshot::closed))
          .with(
              "connectionsActive",
              "Of those, open now",
              LONG,
              connections(ConnectionSnapshot::active))
          .with(
              "connectionSeconds",
              "From accept to close, of all closed ones together",
              DOUBLE,
              connections(c -> c.openNanos() / 1e9))
          .with(
              "connectionDurations",
              "How many lasted how long; null unless histogram=on",
              BUCKET.arrayType(),
              connections(PortFigures::buckets))
          .with(
              "acceptErrors",
              "Accepts that failed",
              ACCEPT_ERRORS.type(),
              connections(ACCEPT_ERRORS::data))
          .with(
              "acceptQueueLength",
              "Completed connections that nobody has accepted yet; null where it is not told",
              LONG,
              p -> p.connections() == null ? null : ofKernel(p, p.queue()))
          .with(
              "acceptQueueLimit",
              "How many may wait; null where it is not told",
              LONG,
              p -> p.connections() == null ? null : ofKernel(p, p.queueLimit()));

  /** Of a port that datagrams come and go by. */
  static final Figures<PortSnapshot> DATAGRAMS =
      new Figures<PortSnapshot>()
          .with(ANY)
          .with(
              "datagramsReceived",
              "Datagrams received",
              LONG,
              datagrams(DatagramSnapshot::received))
          .with("datagramsSent", "Datagrams sent", LONG, datagrams(DatagramSnapshot::sent))
          .with(
              "datagramReceivedBytes",
              "Payload of those received",
              LONG,
              datagrams(DatagramSnapshot::receivedBytes))
          .with(
              "datagramSentBytes",
              "Payload of those sent",
              LONG,
              datagrams(DatagramSnapshot::sentBytes))
          .with(
              "datagramsDropped",
              "Dropped by the kernel as the buffer was full; null where it is not told",
              LONG,
              p -> p.datagrams() == null ? null : ofKernel(p, p.datagrams().dropped()))
          .with(
              "datagramReceiveQueueBytes",
              "What of the receive buffer is taken; null where it is not told",
              LONG,
              p -> p.datagrams() == null ? null : ofKernel(p, p.queue()));

  /** Of any port, with null for what it has not. */
  static final Figures<PortSnapshot> PORT =
      new Figures<PortSnapshot>().with(CONNECTIONS).with(DATAGRAMS).as(PREFIX + "Port", "A port");

  private PortFigures() {}

  private static Figures<PortSnapshot> bindErrors() {
    Figures<PortSnapshot> figures = new Figures<>();
    for (BindError error : BindError.values()) {
      figures.with(error.label(), "For this reason", LONG, p -> p.bindErrors(error));
    }
    return figures.as(PREFIX + "BindFailures", "Binds that failed, by reason");
  }

  private static Figures<ConnectionSnapshot> acceptErrors() {
    Figures<ConnectionSnapshot> figures = new Figures<>();
    for (AcceptError error : AcceptError.values()) {
      figures.with(error.label(), "For this reason", LONG, c -> c.errors(error));
    }
    return figures.as(PREFIX + "AcceptErrors", "Accepts that failed, by reason");
  }

  private static CompositeData[] buckets(ConnectionSnapshot connections) {
    long[] counts = connections.durations();
    if (counts == null) {
      return null;
    }
    List<long[]> buckets = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      buckets.add(new long[] {i, counts[i]});
    }
    return BUCKET.data(buckets);
  }

  private static Function<PortSnapshot, ?> connections(Function<ConnectionSnapshot, ?> value) {
    return p -> p.connections() == null ? null : value.apply(p.connections());
  }

  private static Function<PortSnapshot, ?> datagrams(Function<DatagramSnapshot, ?> value) {
    return p -> p.datagrams() == null ? null : value.apply(p.datagrams());
  }

  private static Long ofKernel(PortSnapshot port, long figure) {
    return port.isKnownToKernel() ? known(figure) : null;
  }

  private static Long known(long figure) {
    return figure < 0 ? null : figure;
  }

  static Date date(long millis) {
    return new Date(millis);
  }

  private static ArrayType<String[]> strings() {
    try {
      return new ArrayType<>(1, STRING);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }
}
