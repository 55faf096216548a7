package io.porteiro.agent.it;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A remote JMX client in a JVM of its own, which has none of the agent's classes, and what it was
 * told.
 */
final class Jmx implements AutoCloseable {

  static final String PORTS = "io.porteiro:type=Ports";

  private final Jvm client;

  private Jmx(Jvm client) {
    this.client = client;
  }

  /** As JConsole comes to a JVM of the same host: has it start its management agent. */
  static Jmx attach(Jvm jvm) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
      try {
        return connect(machine.startLocalManagementAgent());
      } finally {
        machine.detach();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Jmx connect(String... urls) {
    String[] main = new String[urls.length + 1];
    main[0] = "io.porteiro.apps.JmxClient";
    System.arraycopy(urls, 0, main, 1, urls.length);
    return new Jmx(Jvm.on(Jdk.current()).agent(null).bare().main(main).start());
  }

  /** Waits until the beans are there. */
  Jmx awaitBeans() {
    client.await("the beans", () -> names(PORTS).size() == 1);
    return this;
  }

  void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    client.await(what, condition);
  }

  JsonArray names(String pattern) {
    return (JsonArray) any("names " + pattern);
  }

  JsonObject all(String pattern) {
    return (JsonObject) any("all " + pattern);
  }

  /** All attributes of a bean. */
  JsonObject bean(String name) {
    JsonObject beans = all(name);
    if (beans.size() != 1) {
      throw new AssertionError(beans.size() + " beans " + name);
    }
    return beans.getObject(beans.keySet().iterator().next());
  }

  Object one(String name, String attribute) {
    return any("one " + name + " " + attribute);
  }

  JsonObject info(String name) {
    return (JsonObject) any("info " + name);
  }

  Object invoke(String operation, String protocol, String port) {
    return any("invoke " + operation + " " + protocol + " " + port);
  }

  Object set(String name, String attribute) {
    return any("set " + name + " " + attribute);
  }

  JsonObject proxy() {
    return (JsonObject) any("proxy");
  }

  void subscribe() {
    any("subscribe");
  }

  JsonArray notifications() {
    return (JsonArray) any("notifications");
  }

  static String port(String protocol, String port) {
    return "io.porteiro:type=Port,protocol=" + protocol + ",port=" + port;
  }

  static Object path(Map<String, Object> object, String... names) {
    Object value = object;
    for (String name : names) {
      value = ((Map<?, ?>) value).get(name);
    }
    return value;
  }

  private Object any(String command) {
    try {
      return JsonParser.any().from(client.ask(command));
    } catch (JsonParserException e) {
      throw new IllegalStateException(e);
    }
  }

  String err() {
    return client.err();
  }

  @Override
  public void close() {
    client.close();
  }
}
