package io.porteiro.agent.export;

import java.util.Locale;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Whether a request names a host that is ours to answer for. A web page that makes its own name
 * resolve to this host's address (DNS rebinding) reads answers as if they were its own; but the
 * browser still sends that page's name.
 */
final class KnownHosts {

  private final String name;

  /** {@code localhost}, addresses and this one. */
  KnownHosts(String name) {
    this.name = name.toLowerCase(Locale.ROOT);
  }

  boolean isKnown(HttpRequest request) {
    Header header = request.getFirstHeader(HttpHeaders.HOST);
    // HTTP/1.0 needs none; no browser leaves it out
    return header == null || isKnown(header.getValue().trim().toLowerCase(Locale.ROOT));
  }

  private boolean isKnown(String hostAndPort) {
    if (hostAndPort.startsWith("[")) {
      int end = hostAndPort.indexOf(']');
      return end > 0 && InetAddressUtils.isIPv6(hostAndPort.substring(1, end));
    }
    int colon = hostAndPort.indexOf(':');
    String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    return host.equals("localhost") || host.equals(name) || InetAddressUtils.isIPv4(host);
  }
}
