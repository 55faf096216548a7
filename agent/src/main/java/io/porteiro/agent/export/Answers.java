package io.porteiro.agent.export;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Answers whose entity tag follows from their bytes: a client that has these already is told so and
 * sent nothing. What they hold is for who asked, and for no cache to keep.
 */
final class Answers {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Answers() {}

  static void send(
      ClassicHttpRequest request,
      ClassicHttpResponse response,
      int status,
      ContentType type,
      byte[] bytes) {
    // not sniffed, and not embedded by another site's page
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setCode(status);
    if (status == 200) {
      String tag = '"' + Long.toHexString(hash(bytes)) + '"';
      response.setHeader(HttpHeaders.ETAG, tag);
      if (has(request, tag)) {
        response.setCode(304);
        return;
      }
    }
    response.setEntity(new ByteArrayEntity(bytes, type));
  }

  /** Whether the client says that it has the answer with this tag; RFC 9110, 13.1.2. */
  private static boolean has(ClassicHttpRequest request, String tag) {
    for (Header header : request.getHeaders(HttpHeaders.IF_NONE_MATCH)) {
      for (String candidate : header.getValue().split(",")) {
        String known = candidate.trim();
        if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
          return true;
        }
      }
    }
    return false;
  }

  /** FNV-1a: the JDK's digests would be the application's providers at work. */
  private static long hash(byte[] bytes) {
    long hash = FNV_OFFSET;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
