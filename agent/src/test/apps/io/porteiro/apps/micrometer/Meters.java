package io.porteiro.apps.micrometer;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * An application with a Micrometer and a server that accepts and says nothing. Sets up the
 * registries that its arguments name, prints its port, then answers its standard input; ends with
 * it.
 */
public final class Meters {

  private static MeterRegistry prometheus;

  private Meters() {}

  public static void main(String[] args) throws Exception {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    for (String kind : args) {
      add(kind);
    }
    List<Socket> accepted = new ArrayList<>();
    Thread acceptor = new Thread(() -> accept(server, accepted), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("listening " + server.getLocalPort());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answer(line, server, accepted);
      System.out.println("done");
    }
    System.exit(0);
  }

  private static void accept(ServerSocket server, List<Socket> accepted) {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (accepted) {
          accepted.add(socket);
        }
      }
    } catch (java.io.IOException closed) {
      // as it was told
    }
  }

  private static void answer(String line, ServerSocket server, List<Socket> accepted)
      throws Exception {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "add":
        add(words[1]);
        break;
      case "values":
        print("", Metrics.globalRegistry, words[1]);
        break;
      case "scrape":
        System.out.print(prometheus.getClass().getMethod("scrape").invoke(prometheus));
        break;
      case "close":
        synchronized (accepted) {
          for (Socket socket : accepted) {
            socket.close();
          }
          accepted.clear();
        }
        break;
      case "bind":
        server.close();
        System.out.println(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()).getLocalPort());
        break;
      default:
        System.out.println("unknown " + line);
    }
  }

  private static void add(String kind) throws ReflectiveOperationException {
    switch (kind) {
      case "simple":
        Metrics.addRegistry(new SimpleMeterRegistry());
        break;
      case "composite":
        Metrics.addRegistry(new CompositeMeterRegistry().add(new SimpleMeterRegistry()));
        break;
      case "prometheus":
        prometheus = prometheus();
        Metrics.addRegistry(prometheus);
        break;
      case "strict":
        prometheus = prometheus();
        prometheus
            .getClass()
            .getMethod("throwExceptionOnRegistrationFailure")
            .invoke(prometheus);
        Metrics.addRegistry(prometheus);
        break;
      case "clash":
        Metrics.gauge("porteiro.listeners", 42);
        break;
      case "tagged":
        Metrics.globalRegistry.config().commonTags("application", "test");
        break;
      default:
        throw new IllegalArgumentException(kind);
    }
  }

  /** Its package is another one from 1.13 on. */
  private static MeterRegistry prometheus() throws ReflectiveOperationException {
    String folder = "io.micrometer.prometheusmetrics.";
    try {
      Class.forName(folder + "PrometheusMeterRegistry");
    } catch (ClassNotFoundException older) {
      folder = "io.micrometer.prometheus.";
    }
    Class<?> config = Class.forName(folder + "PrometheusConfig");
    return (MeterRegistry)
        Class.forName(folder + "PrometheusMeterRegistry")
            .getConstructor(config)
            .newInstance(config.getField("DEFAULT").get(null));
  }

  /** What each meter of that name has, in every registry that keeps any. */
  private static void print(String path, CompositeMeterRegistry composite, String name) {
    for (MeterRegistry registry : composite.getRegistries()) {
      if (registry instanceof CompositeMeterRegistry) {
        print(path + "CompositeMeterRegistry/", (CompositeMeterRegistry) registry, name);
      } else {
        registry.find(name).meters().forEach(meter -> print(path, registry, meter));
      }
    }
  }

  private static void print(String path, MeterRegistry registry, Meter meter) {
    StringBuilder line = new StringBuilder(path).append(registry.getClass().getSimpleName());
    for (Tag tag : meter.getId().getTags()) {
      line.append(' ').append(tag.getKey()).append('=').append(tag.getValue());
    }
    for (Measurement measurement : meter.measure()) {
      line.append(' ').append((long) measurement.getValue());
    }
    System.out.println(line);
  }
}
