package io.porteiro.agent;

import io.porteiro.agent.bootstrap.AgentErrors;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.util.Properties;

/**
 * What a tool that attaches to this JVM finds out without loading anything into it: that the agent
 * is here, and where its endpoint is. Lives in the agent's own loader.
 */
final class ToolView {

  private static final String VERSION = "io.porteiro.version";
  private static final String ENDPOINT = "io.porteiro.endpoint";

  private final Instrumentation instrumentation;

  ToolView(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  void show(String version) {
    set(VERSION, version);
  }

  void show(InetAddress address, int port) {
    set(ENDPOINT, url(address, port));
  }

  /** An endpoint that listens on every address is at this one. */
  static String url(InetAddress address, int port) {
    InetAddress reachable =
        address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    String host = reachable.getHostAddress();
    return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  void hide() {
    set(ENDPOINT, null);
    set(VERSION, null);
  }

  private void set(String key, String value) {
    try {
      JdkInternals.open(instrumentation, ToolView.class, "jdk.internal.vm");
      Properties properties = JdkInternals.agentProperties();
      if (value == null) {
        properties.remove(key);
      } else {
        properties.setProperty(key, value);
      }
    } catch (Throwable error) {
      // costs the tool, not the agent
      AgentErrors.count("export", error);
    }
  }
}
