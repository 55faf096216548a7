package io.porteiro.agent.cli;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;

/** The agent in another JVM, asked over its endpoint. */
final class RunningAgent {

  /** Agent properties of the JVM (not its system properties), as the JDK's own agents use them. */
  private static final String VERSION = "io.porteiro.version";

  private static final String ENDPOINT = "io.porteiro.endpoint";

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int START_MILLIS = 10_000;
  private static final int POLL_MILLIS = 50;

  private final String endpoint;

  private RunningAgent(String endpoint) {
    this.endpoint = endpoint;
  }

  static boolean isIn(TargetJvm jvm) throws ToolException {
    return jvm.property(VERSION) != null;
  }

  /** Waits for the endpoint, which comes a moment after the agent. */
  static RunningAgent in(TargetJvm jvm) throws ToolException {
    for (int waited = 0; waited < START_MILLIS; waited += POLL_MILLIS) {
      String endpoint = jvm.property(ENDPOINT);
      if (endpoint != null) {
        return new RunningAgent(endpoint);
      }
      if (!isIn(jvm)) {
        break;
      }
      pause();
    }
    throw new ToolException(
        "the agent in that JVM has no endpoint to ask: its port is taken, as the JVM's standard"
            + " error says");
  }

  private static void pause() throws ToolException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted");
    }
  }

  String endpoint() {
    return endpoint;
  }

  /** The answer to a GET; null when there is no such thing. */
  JsonObject get(String path) throws ToolException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) new URL(endpoint + path).openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      if (status == 404) {
        return null;
      }
      if (status != 200) {
        throw new ToolException(endpoint + path + " answered " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return JsonParser.object().from(in);
      }
    } catch (ConnectException e) {
      throw new ToolException(
          endpoint
              + " cannot be reached from here: "
              + e.getMessage()
              + "; for a JVM in a container, run this there");
    } catch (IOException e) {
      throw new ToolException(endpoint + path + " failed: " + e.getMessage());
    } catch (JsonParserException e) {
      throw new ToolException(endpoint + path + " did not answer in JSON: " + e.getMessage());
    }
  }
}
